/*
 * Rectangular minimum and maximum of a mask.
 *
 * Computes: the minimum over a window whose anchor is at half its size, rounded down (OpenCV's default); outside does not
 *   count. The maximum is the minimum of the inverted bytes.
 * Layout: one byte per pixel. Rows go through a padded copy, columns through padded strips of 16, both in scratch.
 * Rounding: exact.
 * Cost: log2(window) vector minima per 16 pixels and axis, by doubling: the minimum over 2n pixels is that of two over n.
 */
import { DONE, holds } from './status';

export function morphologyScratch(width: i32, height: i32): usize {
  return max<usize>(<usize>width * 3 + 64, (<usize>height * 3 + 2) << 4);
}

/** `invert` is 0 for the minimum, -1 for the maximum. */
export function filterMask(
  mask: usize,
  width: i32,
  height: i32,
  windowWidth: i32,
  windowHeight: i32,
  invert: i32,
  scratch: usize,
): i32 {
  assert(holds(mask, <usize>width * <usize>height), 'the mask lies in memory');
  assert(holds(scratch, morphologyScratch(width, height)), 'the scratch space lies in memory');
  const flip = i32x4.splat(invert);
  if (windowWidth > 1) filterRows(mask, width, height, windowWidth, flip, scratch);
  if (windowHeight > 1) filterColumns(mask, width, height, windowHeight, flip, scratch);
  return DONE;
}

function filterRows(mask: usize, width: i32, height: i32, window: i32, flip: v128, scratch: usize): void {
  const before = min(window >> 1, width - 1);
  const after = min(window - 1 - (window >> 1), width - 1);
  const size = before + after + 1;
  const length = before + width + after;
  const neutral = i32x4.splat(-1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < length + 32; x += 16) v128.store(scratch + <usize>x, neutral);
    const row = mask + <usize>y * <usize>width;
    const inner = scratch + <usize>before;
    for (let x = 0; x < width; x += 16) {
      v128.store(inner + <usize>x, v128.xor(v128.load(row + <usize>x), flip));
    }
    // The last group of 16 brought bytes of the next row along.
    memory.fill(inner + <usize>width, 0xff, 16);
    let span = 1;
    for (; span * 2 <= size; span *= 2) {
      for (let x = 0; x + span < length; x += 16) {
        const at = scratch + <usize>x;
        v128.store(at, i8x16.min_u(v128.load(at), v128.load(at + <usize>span)));
      }
    }
    for (let x = 0; x < width; x += 16) {
      const at = scratch + <usize>x;
      const least = i8x16.min_u(v128.load(at), v128.load(at + <usize>(size - span)));
      storeUpTo(row + <usize>x, v128.xor(least, flip), width - x, at);
    }
  }
}

function filterColumns(mask: usize, width: i32, height: i32, window: i32, flip: v128, scratch: usize): void {
  const before = min(window >> 1, height - 1);
  const after = min(window - 1 - (window >> 1), height - 1);
  const size = before + after + 1;
  const length = before + height + after;
  const neutral = i32x4.splat(-1);
  const strip = scratch + 16;
  for (let x = 0; x < width; x += 16) {
    for (let y = 0; y < length; y++) {
      const inside = y >= before && y < before + height;
      const at = mask + <usize>(y - before) * <usize>width + <usize>x;
      v128.store(strip + (<usize>y << 4), inside ? v128.xor(v128.load(inside ? at : mask), flip) : neutral);
    }
    let span = 1;
    for (; span * 2 <= size; span *= 2) {
      const ahead = <usize>span << 4;
      for (let y = 0; y + span < length; y++) {
        const at = strip + (<usize>y << 4);
        v128.store(at, i8x16.min_u(v128.load(at), v128.load(at + ahead)));
      }
    }
    const ahead = <usize>(size - span) << 4;
    for (let y = 0; y < height; y++) {
      const at = strip + (<usize>y << 4);
      const least = v128.xor(i8x16.min_u(v128.load(at), v128.load(at + ahead)), flip);
      storeUpTo(mask + <usize>y * <usize>width + <usize>x, least, width - x, scratch);
    }
  }
}

/** Stores 16 bytes, or fewer at the end of a row; `spare` are 16 bytes that may be overwritten. */
function storeUpTo(at: usize, bytes: v128, count: i32, spare: usize): void {
  if (count >= 16) {
    v128.store(at, bytes);
    return;
  }
  v128.store(spare, bytes);
  memory.copy(at, spare, <usize>count);
}
