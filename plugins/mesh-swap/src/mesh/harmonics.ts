import { meshNormals } from './normals.js';
import { interpolate, type MeshRaster } from './raster.js';
import { createPlane, type Plane } from '../planes/plane.js';

/**
 * The nine spherical harmonics up to order 2 of the mesh normal at each pixel, without their constants: what the shading
 * of a matt face can look like under any distant light (R. Ramamoorthi and P. Hanrahan, 2001).
 */
export type Harmonics = readonly Plane[];

type F = Float32Array;
type Nine = [F, F, F, F, F, F, F, F, F];

export function harmonicsOf(mesh: Float32Array, raster: MeshRaster): Harmonics {
  const normals = meshNormals(mesh);
  const along = (axis: number): Plane =>
    interpolate(
      raster,
      Float32Array.from({ length: mesh.length / 3 }, (_, i) => normals[3 * i + axis]!),
    );
  const [nx, ny, nz] = [along(0).data, along(1).data, along(2).data];
  const { width, height } = raster;
  const planes = Array.from({ length: 9 }, () => createPlane(width, height));
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = planes.map(({ data }) => data) as Nine;
  for (let i = 0; i < width * height; i++) {
    if (raster.triangle[i]! < 0) continue;
    const scale = 1 / (Math.sqrt(nx[i]! * nx[i]! + ny[i]! * ny[i]! + nz[i]! * nz[i]!) || 1);
    const [x, y, z] = [scale * nx[i]!, scale * ny[i]!, scale * nz[i]!];
    h0[i] = 1;
    h1[i] = x;
    h2[i] = y;
    h3[i] = z;
    h4[i] = x * y;
    h5[i] = x * z;
    h6[i] = y * z;
    h7[i] = x * x - y * y;
    h8[i] = 3 * z * z - 1;
  }
  return planes;
}

/** Pixels a fit looks at, at most: nine numbers need no more. Twice as many change nothing on 36 pairs. */
const mostSamples = 1500;

/** The pixels a fit looks at: their number and their harmonics, nine in a row. */
export interface Samples {
  readonly at: Int32Array;
  readonly basis: Float64Array;
}

/** Picks pixels where the weight is above 0, evenly. */
export function pickSamples(harmonics: Harmonics, weight: Plane): Samples {
  const { data } = weight;
  let count = 0;
  for (const value of data) if (value > 0) count++;
  const step = Math.max(1, Math.ceil(count / mostSamples));
  const at = new Int32Array(Math.ceil(count / step));
  const basis = new Float64Array(9 * at.length);
  for (let i = 0, seen = 0, k = 0; i < data.length; i++) {
    if (!(data[i]! > 0) || seen++ % step !== 0) continue;
    for (let h = 0; h < 9; h++) basis[9 * k + h] = harmonics[h]!.data[i]!;
    at[k++] = i;
  }
  return { at, basis };
}

/**
 * Fits planes by harmonics with the least weighted squared error; `ridge` (in units of the total weight) holds the
 * coefficients beyond the constant small where the normals seen do not settle them.
 * @param weights One per sample.
 * @returns For each plane one coefficient per harmonic.
 */
export function fitSamples(
  { at, basis }: Samples,
  planes: readonly Plane[],
  weights: ArrayLike<number>,
  ridge: number,
  count = 9,
): Float64Array[] {
  const shares = new Float64Array(at.length);
  let total = 0;
  for (let s = 0; s < shares.length; s++) total += shares[s] = Math.max(0, weights[s]!);
  const matrix = new Float64Array(count * count);
  const weighted = new Float64Array(at.length);
  for (let r = 0; r < count; r++) {
    for (let s = 0; s < at.length; s++) weighted[s] = shares[s]! * basis[9 * s + r]!;
    matrix.set(project(basis, weighted).subarray(0, count), r * count);
    if (r > 0) matrix[r * count + r]! += ridge * total;
  }
  matrix[0]! += 1e-9;
  return planes.map(({ data }) => {
    for (let s = 0; s < at.length; s++) weighted[s] = shares[s]! * data[at[s]!]!;
    return solveSymmetric(matrix, project(basis, weighted).slice(0, count), count);
  });
}

/** The sums of some values, one per sample, times each harmonic; nine variables are far quicker than nine places in memory. */
function project(basis: Float64Array, values: Float64Array): Float64Array {
  let [s0, s1, s2, s3, s4, s5, s6, s7, s8] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let s = 0, b = 0; s < values.length; s++, b += 9) {
    const value = values[s]!;
    s0 += value * basis[b]!;
    s1 += value * basis[b + 1]!;
    s2 += value * basis[b + 2]!;
    s3 += value * basis[b + 3]!;
    s4 += value * basis[b + 4]!;
    s5 += value * basis[b + 5]!;
    s6 += value * basis[b + 6]!;
    s7 += value * basis[b + 7]!;
    s8 += value * basis[b + 8]!;
  }
  return Float64Array.of(s0, s1, s2, s3, s4, s5, s6, s7, s8);
}

/** Fits planes over the pixels where `weight` is above 0, see `fitSamples`. */
export function fitHarmonics(
  harmonics: Harmonics,
  planes: readonly Plane[],
  weight: Plane,
  ridge: number,
  count = 9,
): Float64Array[] {
  const samples = pickSamples(harmonics, weight);
  const weights = new Float64Array(samples.at.length);
  for (let s = 0; s < weights.length; s++) weights[s] = weight.data[samples.at[s]!]!;
  return fitSamples(samples, planes, weights, ridge, count);
}

/** The sum of the harmonics, times their coefficients. */
export function evaluateHarmonics(harmonics: Harmonics, coefficients: Float64Array): Plane {
  const out = createPlane(harmonics[0]!.width, harmonics[0]!.height);
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = harmonics.map(({ data }) => data) as Nine;
  const [c0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0, c8 = 0] = coefficients;
  for (let i = 0; i < out.data.length; i++) {
    if (h0[i] === 0) continue;
    out.data[i] =
      c0! +
      c1 * h1[i]! +
      c2 * h2[i]! +
      c3 * h3[i]! +
      c4 * h4[i]! +
      c5 * h5[i]! +
      c6 * h6[i]! +
      c7 * h7[i]! +
      c8 * h8[i]!;
  }
  return out;
}

/** Solves a positive definite system whose lower triangle is given, by Cholesky factors. */
function solveSymmetric(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = matrix[r * n + c]!;
      for (let k = 0; k < c; k++) sum -= l[r * n + k]! * l[c * n + k]!;
      l[r * n + c] = r === c ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[c * n + c]!;
    }
  }
  const x = right.slice();
  for (let r = 0; r < n; r++) {
    for (let k = 0; k < r; k++) x[r]! -= l[r * n + k]! * x[k]!;
    x[r]! /= l[r * n + r]!;
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let k = r + 1; k < n; k++) x[r]! -= l[k * n + r]! * x[k]!;
    x[r]! /= l[r * n + r]!;
  }
  return x;
}
