import { createPlane, type Plane } from './plane.js';

/** The largest or least value within a square of `2 half + 1` pixels (M. van Herk, 1992). */
export function extreme(plane: Plane, half: number, pick: (p: number, q: number) => number): Plane {
  const { width, height } = plane;
  const across = createPlane(width, height);
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) run(plane.data, across.data, y * width, 1, width, half, pick);
  for (let x = 0; x < width; x++) run(across.data, out.data, x, width, height, half, pick);
  return out;
}

function run(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  half: number,
  pick: (p: number, q: number) => number,
): void {
  const size = 2 * half + 1;
  const padded = count + 2 * half;
  const forward = new Float32Array(padded);
  const backward = new Float32Array(padded);
  const at = (k: number): number => from[start + Math.min(count - 1, Math.max(0, k - half)) * step]!;
  for (let k = 0; k < padded; k++) forward[k] = k % size === 0 ? at(k) : pick(forward[k - 1]!, at(k));
  for (let k = padded - 1; k >= 0; k--)
    backward[k] = k === padded - 1 || (k + 1) % size === 0 ? at(k) : pick(backward[k + 1]!, at(k));
  for (let k = 0; k < count; k++) to[start + k * step] = pick(backward[k]!, forward[k + size - 1]!);
}
