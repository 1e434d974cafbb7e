import { meshNormals } from './normals.js';
import { interpolate, type MeshRaster } from './raster.js';
import { createPlane, type Plane } from '../planes/plane.js';

/**
 * The nine spherical harmonics up to order 2 of the mesh normal at each pixel, without their constants: what the shading
 * of a matt face can look like under any distant light (R. Ramamoorthi and P. Hanrahan, 2001).
 */
export type Harmonics = readonly Plane[];

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
  for (let i = 0; i < width * height; i++) {
    if (raster.triangle[i]! < 0) continue;
    const length = Math.hypot(nx[i]!, ny[i]!, nz[i]!) || 1;
    const [x, y, z] = [nx[i]! / length, ny[i]! / length, nz[i]! / length];
    const values = [1, x, y, z, x * y, x * z, y * z, x * x - y * y, 3 * z * z - 1];
    for (let k = 0; k < 9; k++) planes[k]!.data[i] = values[k]!;
  }
  return planes;
}

/** Pixels a fit looks at, at most: nine numbers need no more. */
const mostSamples = 30_000;

/**
 * Fits a plane by harmonics with the least weighted squared error; `ridge` (in units of the total weight) holds the
 * coefficients beyond the constant small where the normals seen do not settle them.
 * @returns One coefficient per harmonic.
 */
export function fitHarmonics(
  harmonics: Harmonics,
  values: Plane,
  weight: Plane,
  ridge: number,
  count = 9,
): Float64Array {
  const matrix = new Float64Array(count * count);
  const right = new Float64Array(count);
  let total = 0;
  const here = new Float64Array(count);
  const step = Math.max(1, Math.floor(values.data.length / mostSamples));
  for (let i = 0; i < values.data.length; i += step) {
    const w = weight.data[i]!;
    if (w <= 0) continue;
    total += w;
    for (let k = 0; k < count; k++) here[k] = harmonics[k]!.data[i]!;
    for (let r = 0; r < count; r++) {
      const wr = w * here[r]!;
      right[r]! += wr * values.data[i]!;
      for (let c = 0; c <= r; c++) matrix[r * count + c]! += wr * here[c]!;
    }
  }
  for (let r = 1; r < count; r++) matrix[r * count + r]! += ridge * total;
  matrix[0]! += 1e-9;
  return solveSymmetric(matrix, right, count);
}

export function evaluateHarmonics(harmonics: Harmonics, coefficients: Float64Array): Plane {
  const out = createPlane(harmonics[0]!.width, harmonics[0]!.height);
  for (let k = 0; k < coefficients.length; k++) {
    const factor = coefficients[k]!;
    const basis = harmonics[k]!.data;
    for (let i = 0; i < out.data.length; i++) out.data[i]! += factor * basis[i]!;
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
