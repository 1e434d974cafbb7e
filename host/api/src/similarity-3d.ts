/** A 3x3 rotation matrix, row by row. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** A similarity in space: `p' = scale * rotation * p + translation`. */
export interface Similarity3 {
  readonly scale: number;
  readonly rotation: Rotation;
  readonly translation: readonly [x: number, y: number, z: number];
}

/** Sweeps of Jacobi rotations; a symmetric 4x4 matrix is diagonal to the last bit after five or six. */
const sweeps = 8;

/**
 * The similarity (scale, rotation, translation; no reflection) that maps points in space onto others with the least
 * weighted squared error, the scale taken from `from` onto `to`
 * (B. K. P. Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987).
 * @param from x, y, z triples, at least three points that are not on one line.
 * @param to as many triples.
 * @param weights one per point; by default all the same.
 */
export function fitSimilarity3(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Similarity3 {
  const weightOf = (point: number): number => weights?.[point] ?? 1;
  const fromCentre = centre(from, weightOf);
  const toCentre = centre(to, weightOf);
  const sums = new Float64Array(9);
  let norm = 0;
  for (let i = 0; i < from.length; i++) {
    const row = i % 3;
    const point = i - row;
    const p = weightOf(point / 3) * (from[i]! - fromCentre[row]!);
    norm += p * (from[i]! - fromCentre[row]!);
    for (let column = 0; column < 3; column++) {
      sums[3 * row + column]! += p * (to[point + column]! - toCentre[column]!);
    }
  }
  const rotation = alignRotation(sums);
  let dot = 0;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) dot += rotation[3 * column + row]! * sums[3 * row + column]!;
  }
  const scale = dot / norm;
  const moved = (row: number): number =>
    toCentre[row]! - scale * fromCentre.reduce((sum, value, k) => sum + rotation[3 * row + k]! * value, 0);
  return { scale, rotation, translation: [moved(0), moved(1), moved(2)] };
}

function centre(points: ArrayLike<number>, weightOf: (point: number) => number): number[] {
  const sum = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < points.length; i += 3) {
    const weight = weightOf(i / 3);
    total += weight;
    for (let k = 0; k < 3; k++) sum[k]! += weight * points[i + k]!;
  }
  return sum.map((value) => value / total);
}

/** The rotation that suits a correlation matrix best (rows: from, columns: to). */
function alignRotation(correlation: Float64Array): Rotation {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = correlation as unknown as Rotation;
  const horn = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  return rotationOf(largestEigenvector(Float64Array.from(horn.flat())));
}

type Quaternion = readonly [w: number, x: number, y: number, z: number];

/** The unit eigenvector of the largest eigenvalue of a symmetric 4x4 matrix, by Jacobi rotations. */
function largestEigenvector(matrix: Float64Array): Quaternion {
  const v = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let p = 0; p < 3; p++) for (let q = p + 1; q < 4; q++) annul(matrix, v, p, q);
  }
  let best = 0;
  for (let k = 1; k < 4; k++) if (matrix[5 * k]! > matrix[5 * best]!) best = k;
  return [v[best]!, v[4 + best]!, v[8 + best]!, v[12 + best]!];
}

/** Turns the matrix so that its element (p, q) is 0, and the vectors with it. */
function annul(matrix: Float64Array, vectors: Float64Array, p: number, q: number): void {
  const angle = 0.5 * Math.atan2(2 * matrix[4 * p + q]!, matrix[5 * q]! - matrix[5 * p]!);
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  for (let k = 0; k < 4; k++) turn(matrix, 4 * k + p, 4 * k + q, c, s);
  for (let k = 0; k < 4; k++) turn(matrix, 4 * p + k, 4 * q + k, c, s);
  for (let k = 0; k < 4; k++) turn(vectors, 4 * k + p, 4 * k + q, c, s);
}

function turn(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = values[i]!;
  const y = values[j]!;
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}

function rotationOf([w, x, y, z]: Quaternion): Rotation {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}
