/*
 * Bilinear resampling to another size.
 *
 * Computes: each axis apart, a mix of two source pixels; the centre of pixel i lies at (i + 0.5) * scale - 0.5.
 * Layout: RGBA. Scratch: per column the byte offset of its left pixel in a mixed row (u32) and its weight (i16, once for each
 *   channel); one mixed row of i16, 64ths of a level.
 * Rounding: weights have 15 bits, products are rounded, and the sum once more to a level.
 * Cost: per four pixels 25 vector operations, and 20 per four source pixels of each row.
 */

/** Bytes for the tables and a mixed row. */
export function bilinearScratch(srcWidth: i32, dstWidth: i32): usize {
  return (<usize>dstWidth + 4) * 12 + (<usize>srcWidth << 3) + 96;
}

export function resizeBilinear(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  scratch: usize,
): void {
  const weights = scratch;
  const offsets = weights + ((<usize>dstWidth + 4) << 3);
  const row = (offsets + ((<usize>dstWidth + 4) << 2) + 15) & ~15;
  fillColumns(srcWidth, dstWidth, offsets, weights);
  const scale = <f64>srcHeight / <f64>dstHeight;
  const stride = <usize>srcWidth << 2;
  for (let y = 0; y < dstHeight; y++) {
    const place = placeOf(y, scale, srcHeight);
    const upper = src + <usize>(<i32>place) * stride;
    mixRows(upper, stride, row, srcWidth, weightOf(place));
    mixColumns(row, dst, dstWidth, offsets, weights);
    dst += <usize>dstWidth << 2;
  }
}

/** Where the centre of a pixel lies in the source, never before its first or after its last pixel. */
function placeOf(i: i32, scale: f64, length: i32): f64 {
  return Math.min(Math.max((<f64>i + 0.5) * scale - 0.5, 0), <f64>(length - 1));
}

/** The share of the next pixel, of 32768. */
function weightOf(place: f64): i32 {
  return min(<i32>Math.floor((place - Math.floor(place)) * 32768 + 0.5), 32767);
}

/** Columns beyond the last repeat the first one: groups of four need them. */
function fillColumns(from: i32, to: i32, offsets: usize, weights: usize): void {
  const scale = <f64>from / <f64>to;
  for (let x = 0; x < to + 3; x++) {
    const place = placeOf(x < to ? x : 0, scale, from);
    store<u32>(offsets + (<usize>x << 2), <u32>place << 3);
    store<u64>(weights + (<usize>x << 3), <u64>weightOf(place) * 0x0001000100010001);
  }
}

/** One row between two, in 64ths of a level. Without weight the second row, which may lie outside, does not count. */
function mixRows(upper: usize, stride: usize, row: usize, width: i32, weight: i32): void {
  if (weight === 0) {
    for (let x = 0; x < width; x += 4) {
      const pixels = v128.load(upper);
      v128.store(row, i16x8.shl(i16x8.extend_low_i8x16_u(pixels), 6));
      v128.store(row, i16x8.shl(i16x8.extend_high_i8x16_u(pixels), 6), 16);
      upper += 16;
      row += 32;
    }
    return;
  }
  const share = i16x8.splat(<i16>weight);
  for (let x = 0; x < width; x += 4) {
    const first = v128.load(upper);
    const second = v128.load(upper + stride);
    const low = i16x8.shl(i16x8.extend_low_i8x16_u(first), 6);
    const high = i16x8.shl(i16x8.extend_high_i8x16_u(first), 6);
    v128.store(row, between(low, i16x8.shl(i16x8.extend_low_i8x16_u(second), 6), share));
    v128.store(row, between(high, i16x8.shl(i16x8.extend_high_i8x16_u(second), 6), share), 16);
    upper += 16;
    row += 32;
  }
}

function mixColumns(row: usize, dst: usize, width: i32, offsets: usize, weights: usize): void {
  const half = i16x8.splat(32);
  for (let x = 0; x < width; x += 4) {
    const first = v128.load(row + load<u32>(offsets));
    const second = v128.load(row + load<u32>(offsets, 4));
    const third = v128.load(row + load<u32>(offsets, 8));
    const fourth = v128.load(row + load<u32>(offsets, 12));
    const low = mixPair(first, second, v128.load(weights));
    const high = mixPair(third, fourth, v128.load(weights, 16));
    const lowLevels = i16x8.shr_s(i16x8.add(low, half), 6);
    const highLevels = i16x8.shr_s(i16x8.add(high, half), 6);
    v128.store(dst, i8x16.narrow_i16x8_u(lowLevels, highLevels));
    offsets += 16;
    weights += 32;
    dst += 16;
  }
}

/** Two pixels, each from its left and right neighbour. */
function mixPair(one: v128, other: v128, weight: v128): v128 {
  return between(v128.shuffle<u64>(one, other, 0, 2), v128.shuffle<u64>(one, other, 1, 3), weight);
}

function between(near: v128, far: v128, weight: v128): v128 {
  return i16x8.add(near, i16x8.q15mulr_sat_s(i16x8.sub(far, near), weight));
}
