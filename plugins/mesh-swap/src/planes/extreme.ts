import { emptyPlane, type Plane } from './plane.js';

/** The largest value within a square of `2 half + 1` pixels; outside does not count. */
export function largestNear(plane: Plane, half: number): Plane {
  return extreme(plane, half, 1);
}

/** The least value within such a square. */
export function leastNear(plane: Plane, half: number): Plane {
  return extreme(plane, half, -1);
}

/** The largest of `sign * value`, times `sign`: first along the rows, then down the columns (M. van Herk, 1992). */
function extreme(plane: Plane, half: number, sign: 1 | -1): Plane {
  const { width, height } = plane;
  const across = emptyPlane(width, height);
  const out = emptyPlane(width, height);
  const room = Math.max(width, height) + 2 * half;
  const [ahead, behind, line] = [new Float32Array(room), new Float32Array(room), new Float32Array(room)];
  for (let y = 0; y < height; y++) {
    run(plane.data, across.data, y * width, 1, width, half, sign, line, ahead, behind);
  }
  for (let x = 0; x < width; x++) {
    run(across.data, out.data, x, width, height, half, sign, line, ahead, behind);
  }
  return out;
}

function run(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  half: number,
  sign: number,
  line: Float32Array,
  ahead: Float32Array,
  behind: Float32Array,
): void {
  const size = 2 * half + 1;
  const padded = count + 2 * half;
  for (let k = 0, at = start; k < count; k++, at += step) line[half + k] = sign * from[at]!;
  line.fill(line[half]!, 0, half);
  line.fill(line[half + count - 1]!, half + count, padded);
  for (let k = 0, place = 0; k < padded; k++) {
    const value = line[k]!;
    const before = place === 0 ? value : ahead[k - 1]!;
    ahead[k] = before > value ? before : value;
    if (++place === size) place = 0;
  }
  for (let k = padded - 1, place = padded % size; k >= 0; k--) {
    const value = line[k]!;
    const after = place === 0 || k === padded - 1 ? value : behind[k + 1]!;
    behind[k] = after > value ? after : value;
    place = place === 0 ? size - 1 : place - 1;
  }
  for (let k = 0, at = start; k < count; k++, at += step) {
    const [p, q] = [behind[k]!, ahead[k + size - 1]!];
    to[at] = sign * (p > q ? p : q);
  }
}
