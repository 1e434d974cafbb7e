/**
 * A smooth displacement of the plane that takes given values at given points: a thin-plate spline (F. Bookstein, 1989).
 * @param at x, y pairs.
 * @param values dx, dy pairs, as many.
 * @param stiffness 0 meets the values exactly; larger values smooth them, in squared units of `at`.
 * @returns The displacement at (x, y).
 */
export function thinPlate(
  at: Float64Array,
  values: Float64Array,
  stiffness: number,
): (x: number, y: number) => [number, number] {
  const n = at.length / 2;
  const size = n + 3;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size * 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) matrix[i * size + j] = kernel(at, i, at[2 * j]!, at[2 * j + 1]!);
    matrix[i * size + i]! += stiffness;
    for (const [k, value] of [1, at[2 * i]!, at[2 * i + 1]!].entries()) {
      matrix[i * size + n + k] = value;
      matrix[(n + k) * size + i] = value;
    }
    right[2 * i] = values[2 * i]!;
    right[2 * i + 1] = values[2 * i + 1]!;
  }
  eliminate(matrix, right, size);
  return (x, y) => {
    let dx = right[2 * n]! + right[2 * n + 2]! * x + right[2 * n + 4]! * y;
    let dy = right[2 * n + 1]! + right[2 * n + 3]! * x + right[2 * n + 5]! * y;
    for (let i = 0; i < n; i++) {
      const u = kernel(at, i, x, y);
      dx += u * right[2 * i]!;
      dy += u * right[2 * i + 1]!;
    }
    return [dx, dy];
  };
}

/** r^2 ln r^2 between a point and the i-th centre. */
function kernel(at: Float64Array, i: number, x: number, y: number): number {
  const square = (x - at[2 * i]!) ** 2 + (y - at[2 * i + 1]!) ** 2;
  return square > 0 ? square * Math.log(square) : 0;
}

/** Solves for two right-hand sides in place, by Gauss elimination with pivoting. */
function eliminate(matrix: Float64Array, right: Float64Array, size: number): void {
  for (let c = 0; c < size; c++) {
    let pivot = c;
    for (let r = c + 1; r < size; r++) {
      if (Math.abs(matrix[r * size + c]!) > Math.abs(matrix[pivot * size + c]!)) pivot = r;
    }
    swapRows(matrix, c, pivot, size);
    swapRows(right, c, pivot, 2);
    for (let r = 0; r < size; r++) {
      if (r === c) continue;
      const factor = matrix[r * size + c]! / matrix[c * size + c]!;
      if (factor === 0) continue;
      for (let k = c; k < size; k++) matrix[r * size + k]! -= factor * matrix[c * size + k]!;
      for (let k = 0; k < 2; k++) right[2 * r + k]! -= factor * right[2 * c + k]!;
    }
  }
  for (let r = 0; r < size; r++) {
    for (let k = 0; k < 2; k++) right[2 * r + k]! /= matrix[r * size + r]!;
  }
}

function swapRows(values: Float64Array, p: number, q: number, width: number): void {
  if (p === q) return;
  for (let k = 0; k < width; k++) {
    const kept = values[p * width + k]!;
    values[p * width + k] = values[q * width + k]!;
    values[q * width + k] = kept;
  }
}
