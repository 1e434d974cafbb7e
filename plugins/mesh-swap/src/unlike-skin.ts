import { evaluateHarmonics, fitHarmonics, harmonicsOf } from './mesh/harmonics.js';
import type { MeshRaster } from './mesh/raster.js';
import { mirrorPoint, skinSeeds } from './mesh/regions.js';
import { meshTriangles } from './mesh/triangles.js';
import { createPlane, mapPlane, subtract, type Plane } from './planes/plane.js';
import { fillPolygon, hullOf } from './planes/polygon.js';

/** What skin varies by at least: lightness, chroma a and chroma b in units of Lab at middle lightness. */
const deviations = [11, 2, 2.5] as const;
/** Lighter than the shading says is a highlight more often than a thing: counts by this share. */
const lighterShare = 0.4;
/** Rounds of reweighting, and how much skin counts besides the middle of the face. */
const [rounds, besides] = [5, 0.3];

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
  const core = mapPlane(skin, (value, i) => value * centre.data[i]!);
  let weight = core;
  let units: number[] = [];
  let rest: Plane[] = [];
  for (let round = 0; round < rounds; round++) {
    const [count, ridge] = round === 0 ? [4, 0.05] : [9, 0.01];
    const fits = fitHarmonics(harmonics, planes, weight, ridge, count);
    rest = planes.map((plane, k) => subtract(plane, evaluateHarmonics(harmonics, fits[k]!)));
    units = rest.map((plane, k) => Math.max(deviations[k]!, spread(plane, core)));
    rest = rest.map((plane, k) => mapPlane(plane, (value) => value / units[k]!));
    weight = mapPlane(
      skin,
      (value, i) =>
        (value * (besides + (1 - besides) * centre.data[i]!)) / (1 + (lengthAt(rest, i) / 2) ** 2) ** 2,
    );
  }
  return { rest, units };
}

/** How far a pixel is from lit skin, or from the same place of the other half, in deviations. */
export function lengthAt(rest: readonly Plane[], i: number, other?: number): number {
  let sum = 0;
  rest.forEach(({ data }, k) => {
    const value = data[i]! - (other === undefined ? 0 : other < 0 ? 0 : data[other]!);
    sum += (value * (k === 0 && value > 0 ? lighterShare : 1)) ** 2;
  });
  return Math.sqrt(sum);
}

/** The pixel on the other half of the face that each pixel of the mesh answers to, or -1. */
export function mirrorPixels(mesh: Float32Array, raster: MeshRaster): Int32Array {
  const { width, height } = raster;
  return Int32Array.from(raster.triangle, (triangle, i) => {
    if (triangle < 0) return -1;
    const corner = (k: number): number => 3 * mirrorPoint[meshTriangles[3 * triangle + k]!]!;
    const [a, b, c] = [corner(0), corner(1), corner(2)];
    const [u, v] = [raster.second[i]!, raster.third[i]!];
    const at = (axis: number): number =>
      Math.round((1 - u - v) * mesh[a + axis]! + u * mesh[b + axis]! + v * mesh[c + axis]!);
    const [x, y] = [at(0), at(1)];
    return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
  });
}

/** Robust deviation of a plane over a region. */
function spread(plane: Plane, region: Plane): number {
  const sizes = plane.data
    .filter((_, i) => region.data[i]! > 0)
    .map(Math.abs)
    .sort();
  return 1.4826 * (sizes[sizes.length >> 1] ?? 0);
}
