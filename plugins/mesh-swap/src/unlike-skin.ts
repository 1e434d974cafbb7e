import { deviationOf, litSkin } from './lit-skin.js';
import { evaluateHarmonics, harmonicsOf } from './mesh/harmonics.js';
import type { MeshRaster } from './mesh/raster.js';
import { mirrorPoint, skinSeeds } from './mesh/regions.js';
import { meshTriangles } from './mesh/triangles.js';
import { createPlane, mapPlane, multiply, scaled, subtract, type Plane } from './planes/plane.js';
import { hulls } from './planes/polygon.js';

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
  const centre = hulls(mesh, skin.width, skin.height, skinSeeds);
  const core = multiply(skin, centre);
  const { coefficients, units } = litSkin(harmonics, planes, skin, core, deviations);
  const rest = planes.map((plane, k) =>
    scaled(subtract(plane, evaluateHarmonics(harmonics, coefficients[k]!)), 1 / units[k]!),
  );
  return { rest, units };
}

/** How far pixels are from lit skin, in deviations; and the least of that and how far they are from the same place of the other half. */
export interface Oddity {
  readonly deviation: Plane;
  readonly oddHalf: Plane;
}

/** @param mirror The pixel on the other half that each pixel answers to, or -1. */
export function oddityOf(rest: readonly Plane[], mirror: Int32Array): Oddity {
  const { width, height } = rest[0]!;
  const [deviation, oddHalf] = [createPlane(width, height), createPlane(width, height)];
  rest.forEach(({ data }, k) => addDifferences(data, mirror, k, deviation.data, oddHalf.data));
  for (let i = 0; i < mirror.length; i++) {
    deviation.data[i] = Math.sqrt(deviation.data[i]!);
    const fromOther = Math.sqrt(oddHalf.data[i]!);
    oddHalf.data[i] = Math.min(deviation.data[i]!, fromOther);
  }
  return { deviation, oddHalf };
}

/** Adds the squares of what one plane differs by. */
function addDifferences(
  data: Float32Array,
  mirror: Int32Array,
  plane: number,
  deviation: Float32Array,
  oddHalf: Float32Array,
): void {
  for (let i = 0; i < mirror.length; i++) {
    const [value, other] = [data[i]!, mirror[i]!];
    const own = deviationOf(value, 1, plane);
    const fromOther = other < 0 ? own : deviationOf(value - data[other]!, 1, plane);
    deviation[i]! += own * own;
    oddHalf[i]! += fromOther * fromOther;
  }
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
