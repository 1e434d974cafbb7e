/** A 3x3 rotation matrix, row by row. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** Squarings of the matrix below: 2^24 power iterations, enough for eigenvalues that differ by one in a million. */
const squarings = 24;

/**
 * The rotation that turns `from` onto `to` with the least squared error, whatever their scale and place
 * (B. K. P. Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987). Both hold x, y, z triples.
 */
export function fitRotation(from: Float64Array, to: Float64Array): Rotation {
  const s = crossCovariance(from, to);
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s;
  const n = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  return rotationOf(dominantVector(n));
}

function crossCovariance(from: Float64Array, to: Float64Array): Rotation {
  const sums = new Float64Array(9);
  const fromCentre = centre(from);
  const toCentre = centre(to);
  for (let i = 0; i < from.length; i += 3) {
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        sums[3 * row + column]! +=
          (from[i + row]! - fromCentre[row]!) * (to[i + column]! - toCentre[column]!);
      }
    }
  }
  return [...sums] as unknown as Rotation;
}

function centre(points: Float64Array): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < points.length; i++) sum[(i % 3) as 0 | 1 | 2] += points[i]! / (points.length / 3);
  return sum;
}

/** The eigenvector of the largest eigenvalue of a symmetric 4x4 matrix, by repeated squaring. */
function dominantVector(matrix: readonly (readonly number[])[]): readonly [number, number, number, number] {
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  let power = matrix.map((row, i) => row.map((value, j) => value + (i === j ? shift : 0)));
  for (let round = 0; round < squarings; round++) {
    const trace = power.reduce((sum, row, i) => sum + row[i]!, 0);
    const scaled = power.map((row) => row.map((value) => value / trace));
    power = scaled.map((row) =>
      row.map((_, j) => row.reduce((sum, value, k) => sum + value * scaled[k]![j]!, 0)),
    );
  }
  const best = power.reduce((p, q) => (Math.hypot(...p) >= Math.hypot(...q) ? p : q));
  const length = Math.hypot(...best);
  return best.map((value) => value / length) as unknown as readonly [number, number, number, number];
}

function rotationOf([w, x, y, z]: readonly [number, number, number, number]): Rotation {
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
