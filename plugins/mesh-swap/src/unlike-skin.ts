import { evaluateHarmonics, fitHarmonics, harmonicsOf } from './mesh/harmonics.js';
import type { MeshRaster } from './mesh/raster.js';
import { mirrorPoint, skinSeeds } from './mesh/regions.js';
import { meshTriangles } from './mesh/triangles.js';
import { createPlane, mapPlane, scaled, subtract, valuesWhere, type Plane } from './planes/plane.js';
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
    rest.forEach((plane, k) => scaled(plane, 1 / units[k]!));
    weight = weightsOf(rest, skin, centre);
  }
  return { rest, units };
}

/** What each pixel of the skin counts in the next round: the less, the farther it is from lit skin. */
function weightsOf(rest: readonly Plane[], skin: Plane, centre: Plane): Plane {
  const out = createPlane(skin.width, skin.height);
  for (let i = 0; i < out.data.length; i++) {
    if (skin.data[i] === 0) continue;
    const share = besides + (1 - besides) * centre.data[i]!;
    out.data[i] = (skin.data[i]! * share) / (1 + (lengthAt(rest, i) / 2) ** 2) ** 2;
  }
  return out;
}

/** How far a pixel is from lit skin, or from the same place of the other half, in deviations. */
export function lengthAt(rest: readonly Plane[], i: number, other?: number): number {
  let sum = 0;
  for (let k = 0; k < rest.length; k++) {
    const { data } = rest[k]!;
    const value = data[i]! - (other === undefined || other < 0 ? 0 : data[other]!);
    const counted = k === 0 && value > 0 ? lighterShare * value : value;
    sum += counted * counted;
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

/** Robust deviation of a plane over a region. */
function spread(plane: Plane, region: Plane): number {
  const sizes = valuesWhere(plane, region);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(sizes[i]!);
  sizes.sort();
  return 1.4826 * (sizes[sizes.length >> 1] ?? 0);
}
