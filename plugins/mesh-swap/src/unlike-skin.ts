import { deviationOf, litSkin } from './lit-skin.js';
import { evaluateHarmonics, harmonicsOf } from './mesh/harmonics.js';
import type { MeshRaster } from './mesh/raster.js';
import { mirrorPoint, skinSeeds } from './mesh/regions.js';
import { meshTriangles } from './mesh/triangles.js';
import { createPlane, mapPlane, multiply, scaled, subtract, type Plane } from './planes/plane.js';
import { fillPolygon, hullOf } from './planes/polygon.js';

/** What skin varies by at least: lightness, chroma a and chroma b in units of Lab at middle lightness. */
const deviations = [11, 2, 2.5] as const;
/** How a face differs from lit skin. */
export interface UnlikeSkin {
  /** What shading leaves unexplained of lightness and chroma, in deviations of the skin. */
  readonly rest: readonly Plane[];
  /** Those deviations. */
  readonly units: readonly number[];
}

/**
 * Explains lightness and chroma by spherical harmonics of the mesh normals, fitted robustly from the middle of the face.
 * @param features Above .5 where eyes, brows, lips and nostrils are.
 */
export function unlikeSkin(
  planes: readonly Plane[],
  mesh: Float32Array,
  raster: MeshRaster,
  features: Plane,
): UnlikeSkin {
  const harmonics = harmonicsOf(mesh, raster);
  const skin = mapPlane(features, (value, i) => (raster.triangle[i]! >= 0 && value < 0.5 ? 1 : 0));
  const centre = createPlane(skin.width, skin.height);
  fillPolygon(centre, mesh, 3, hullOf(mesh, 3, skinSeeds), 1);
  const core = multiply(skin, centre);
  const { coefficients, units } = litSkin(harmonics, planes, skin, core, deviations);
  const rest = planes.map((plane, k) =>
    scaled(subtract(plane, evaluateHarmonics(harmonics, coefficients[k]!)), 1 / units[k]!),
  );
  return { rest, units };
}

/** How far a pixel is from lit skin, or from the same place of the other half, in deviations. */
export function lengthAt(rest: readonly Plane[], i: number, other?: number): number {
  let sum = 0;
  for (let k = 0; k < rest.length; k++) {
    const { data } = rest[k]!;
    const value = data[i]! - (other === undefined || other < 0 ? 0 : data[other]!);
    sum += deviationOf(value, 1, k) ** 2;
  }
  return Math.sqrt(sum);
}

/** The pixel on the other half of the face that each pixel of the mesh answers to, or -1. */
export function mirrorPixels(mesh: Float32Array, raster: MeshRaster): Int32Array {
  const { width, height, triangle, second, third } = raster;
  const out = new Int32Array(triangle.length).fill(-1);
  for (let i = 0; i < out.length; i++) {
    const first = 3 * triangle[i]!;
    if (first < 0) continue;
    const a = 3 * mirrorPoint[meshTriangles[first]!]!;
    const b = 3 * mirrorPoint[meshTriangles[first + 1]!]!;
    const c = 3 * mirrorPoint[meshTriangles[first + 2]!]!;
    const [u, v] = [second[i]!, third[i]!];
    const x = Math.round((1 - u - v) * mesh[a]! + u * mesh[b]! + v * mesh[c]!);
    const y = Math.round((1 - u - v) * mesh[a + 1]! + u * mesh[b + 1]! + v * mesh[c + 1]!);
    if (x >= 0 && y >= 0 && x < width && y < height) out[i] = y * width + x;
  }
  return out;
}
