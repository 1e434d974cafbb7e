/*
 * Symmetric convolutions of the planes of a pyramid (pyramid.ts), along their rows and down their columns.
 *
 * Rounding: in 32 bits, rounded once. Cost per value: two multiplications of pairs per pair of taps on each side.
 */
import { extendLine, highPairs, lowPairs, planeStride } from './pyramid';

/** Convolves one row of a plane along itself. `weights`: pairs of i16 that add up to 2^14 (the middle, both taps beside it, ...). */
export function convolveRow(row: usize, width: i32, pixelBytes: i32, weights: usize, taps: i32, line: usize): void {
  const bytes = <usize>(width * pixelBytes);
  copyVectors(row, line, bytes);
  extendLine(line, width, pixelBytes);
  convolve(line, row, bytes, <usize>pixelBytes, weights, taps);
}

/**
 * Convolves a plane down its columns. It has room for `taps` rows before it and one more after it; the result begins `taps`
 * rows further up, so that no row is overwritten that is still needed.
 */
export function convolveColumns(
  plane: usize,
  width: i32,
  height: i32,
  pixelBytes: i32,
  weights: usize,
  taps: i32,
): void {
  const stride = planeStride(width, pixelBytes);
  const bytes = <usize>(width * pixelBytes);
  const last = plane + <usize>(height - 1) * stride;
  const shift = <usize>taps * stride;
  for (let at = stride; at <= shift; at += stride) {
    copyVectors(plane, plane - at, bytes);
    copyVectors(last, last + at, bytes);
  }
  for (let row = plane; row <= last; row += stride) convolve(row, row - shift, bytes, stride, weights, taps);
}

/** As many pairs of vectors as `bytes` need. */
function copyVectors(src: usize, dst: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(dst + at, v128.load(src + at));
    v128.store(dst + at, v128.load(src + at, 16), 16);
  }
}

/** As many pairs of vectors as `bytes` need; their neighbours lie `step` bytes apart. */
function convolve(src: usize, dst: usize, bytes: usize, step: usize, weights: usize, taps: i32): void {
  const half = i32x4.splat(1 << 13);
  for (let at: usize = 0; at < bytes; at += 32) {
    let left = src + at - step;
    let right = src + at + step;
    const pair = v128.load32_splat(weights);
    const middle = v128.load(src + at);
    const beside = i16x8.avgr_u(v128.load(left), v128.load(right));
    let low = i32x4.add(i32x4.dot_i16x8_s(lowPairs(middle, beside), pair), half);
    let high = i32x4.add(i32x4.dot_i16x8_s(highPairs(middle, beside), pair), half);
    const nextMiddle = v128.load(src + at, 16);
    const nextBeside = i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16));
    let nextLow = i32x4.add(i32x4.dot_i16x8_s(lowPairs(nextMiddle, nextBeside), pair), half);
    let nextHigh = i32x4.add(i32x4.dot_i16x8_s(highPairs(nextMiddle, nextBeside), pair), half);
    for (let tap = 2; tap <= taps; tap += 2) {
      const nearLeft = left - step;
      const nearRight = right + step;
      left = nearLeft - step;
      right = nearRight + step;
      const weight = v128.load32_splat(weights + (<usize>tap << 1));
      const near = i16x8.avgr_u(v128.load(nearLeft), v128.load(nearRight));
      const far = i16x8.avgr_u(v128.load(left), v128.load(right));
      low = i32x4.add(low, i32x4.dot_i16x8_s(lowPairs(near, far), weight));
      high = i32x4.add(high, i32x4.dot_i16x8_s(highPairs(near, far), weight));
      const nextNear = i16x8.avgr_u(v128.load(nearLeft, 16), v128.load(nearRight, 16));
      const nextFar = i16x8.avgr_u(v128.load(left, 16), v128.load(right, 16));
      nextLow = i32x4.add(nextLow, i32x4.dot_i16x8_s(lowPairs(nextNear, nextFar), weight));
      nextHigh = i32x4.add(nextHigh, i32x4.dot_i16x8_s(highPairs(nextNear, nextFar), weight));
    }
    v128.store(dst + at, i16x8.narrow_i32x4_s(i32x4.shr_s(low, 14), i32x4.shr_s(high, 14)));
    v128.store(dst + at, i16x8.narrow_i32x4_s(i32x4.shr_s(nextLow, 14), i32x4.shr_s(nextHigh, 14)), 16);
  }
}
