/*
 * A crop packed for pasting: with its mask, a rim, and each pixel's right neighbour.
 *
 * Computes: samples of colours and mask at once, along the path of a row (path.ts).
 * Layout: per pixel red here and of the right neighbour, then green, blue and mask, the order that a sample multiplies them
 *   in; a rim of one pixel around (nearest colour, mask 0), so that no sample needs a bounds test. Bytes, or where a small
 *   crop is much enlarged 16-bit numbers, twice the level and 1: they need no widening, and the ones add up to what rounding adds.
 * Rounding: positions as in path.ts; samples are rounded to levels.
 * Cost: packing 9 vector operations per four pixels of the crop, 7 more for 16 bits; with a table of levels three reads of it per
 *   pixel. A sample: two loads, two weights from a table, 5 vector operations, 3 of them without 16 bits.
 */
import { pathArray } from './path';
import { placeInside } from './places';
import { wholeLevels } from './sample';

/** Bytes that bring four mask bytes into the alpha channel of four pixels. */
const intoAlpha: usize = memory.data<u8>(
  [0x80, 0x80, 0x80, 0, 0x80, 0x80, 0x80, 1, 0x80, 0x80, 0x80, 2, 0x80, 0x80, 0x80, 3],
  16,
);

/** Vectors that are loaded where they are used: as constants, the engine would make them anew in every turn of a loop. */
const colours: usize = memory.data<u32>([0x00ffffff, 0x00ffffff, 0x00ffffff, 0x00ffffff], 16);
const ones: usize = memory.data<u16>([1, 1, 1, 1, 1, 1, 1, 1], 16);

/** The weights of four pixels at fractions of 1/32, in 1/1024: 32 times (y) 32 (x) entries of upper left, upper right, lower left, lower right. */
const cellWeights: usize = memory.data(32 * 32 * 8, 16);

/** Fills the table of weights; called once. */
export function preparePaired(): void {
  for (let fy = 0; fy < 32; fy++) {
    for (let fx = 0; fx < 32; fx++) {
      const cell = cellWeights + <usize>((fy << 8) | (fx << 3));
      store<u32>(cell, ((32 - fx) * (32 - fy)) | ((fx * (32 - fy)) << 16));
      store<u32>(cell, ((32 - fx) * fy) | ((fx * fy) << 16), 4);
    }
  }
}

/** Most bytes of a crop packed in 16 bits: more would not stay in a processor's own caches. */
const mostWideBytes: usize = 1 << 21;

/** Whether a crop may be packed in 16 bits. */
function fitsWide(width: i32, height: i32): bool {
  return (<usize>(width + 2) * <usize>(height + 2)) << 4 <= mostWideBytes;
}

/** Whether it should be, when one of the frame's pixels is `area` of the crop's: packing pays where several share a pixel. */
export function isWide(width: i32, height: i32, area: f64): bool {
  return area < 0.5 && fitsWide(width, height);
}

/** Bytes from row to row of the packed crop. */
function pairedStride(width: i32, wide: bool): usize {
  return <usize>(width + 2) << (wide ? 4 : 3);
}

/** Bytes of the packed crop, and room for a row with other levels after it. */
export function pairedBytes(width: i32, height: i32): usize {
  const packed = pairedStride(width, fitsWide(width, height)) * <usize>(height + 2);
  return packed + (<usize>width << 2) + 64;
}

/** Packs a crop and its mask; its levels may be exchanged by a table before (256 bytes each for red, green and blue, or 0). */
export function packPaired(
  crop: usize,
  mask: usize,
  width: i32,
  height: i32,
  levels: usize,
  packed: usize,
  wide: bool,
): void {
  const stride = pairedStride(width, wide);
  const changed = packed + stride * <usize>(height + 2) + 32;
  for (let y = -1; y <= height; y++) {
    const row = <usize>min(max(y, 0), height - 1) * <usize>width;
    let pixels = crop + (row << 2);
    if (levels !== 0) {
      changeLevels(pixels, width, levels, changed);
      pixels = changed;
    }
    packRow(pixels, y >= 0 && y < height ? mask + row : 0, <usize>width, packed, wide);
    packed += stride;
  }
}

/** Copies a row of pixels with other levels; alpha, which is not looked at, stays as `to` has it. */
function changeLevels(pixels: usize, width: i32, levels: usize, to: usize): void {
  for (const end = pixels + (<usize>width << 2); pixels < end; pixels += 4) {
    store<u8>(to, load<u8>(levels + <usize>load<u8>(pixels)));
    store<u8>(to, load<u8>(levels + <usize>load<u8>(pixels, 1), 256), 1);
    store<u8>(to, load<u8>(levels + <usize>load<u8>(pixels, 2), 512), 2);
    to += 4;
  }
}

/** `mask` 0 stands for a mask of 0. Up to three pixels more are written. */
function packRow(pixels: usize, mask: usize, width: usize, packed: usize, wide: bool): void {
  const shift: usize = wide ? 4 : 3;
  let before = v128.and(v128.load32_splat(pixels), v128.load(colours));
  for (let x: usize = 0; x < width; x += 4) {
    const here = v128.and(v128.load(pixels + (x << 2)), v128.load(colours));
    const levels = mask === 0 ? i32x4.splat(0) : v128.load32_zero(mask + x);
    const next = v128.or(here, i8x16.swizzle(levels, v128.load(intoAlpha)));
    storePairs(v128.shuffle<u32>(before, next, 3, 4, 5, 6), next, packed + (x << shift), wide);
    before = next;
  }
  // The last pixel and the rim.
  const last = load<u32>(pixels + (width << 2) - 4) & 0x00ffffff;
  const level: u32 = mask === 0 ? 0 : load<u8>(mask + width - 1);
  storePairs(i32x4.splat(last | (level << 24)), i32x4.splat(last), packed + (width << shift), wide);
}

/** Four pixels and their right neighbours. */
function storePairs(here: v128, next: v128, to: usize, wide: bool): void {
  const low = i8x16.shuffle(here, next, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const high = i8x16.shuffle(here, next, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  if (wide) {
    v128.store(to, widened(i16x8.extend_low_i8x16_u(low)));
    v128.store(to, widened(i16x8.extend_high_i8x16_u(low)), 16);
    v128.store(to, widened(i16x8.extend_low_i8x16_u(high)), 32);
    v128.store(to, widened(i16x8.extend_high_i8x16_u(high)), 48);
  } else {
    v128.store(to, low);
    v128.store(to, high, 16);
  }
}

function widened(levels: v128): v128 {
  return v128.or(i16x8.shl(levels, 1), v128.load(ones));
}

/**
 * Notes where columns `x0..x1` of one row lie, all inside the crop with its rim. What follows them gets the corner of the
 * rim, where the mask is 0, so that whole groups of four can be sampled.
 */
export function placePaired(
  path: usize,
  columns: i32,
  packed: usize,
  width: i32,
  wide: bool,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  placeInside(path, columns, packed, pairedStride(width, wide), wide ? 16 : 8, x0, x1, rowX, rowY);
  const array = pathArray(columns);
  v128.store(path + array * 2 + (<usize>x1 << 2), i32x4.splat(<i32>packed));
  store<u64>(path + array * 3 + (<usize>x1 << 1), 0);
}

/** Samples columns `x0..x1`, whose places are noted, colours and mask, to `to`; up to three pixels more are written. */
export function samplePaired(path: usize, columns: i32, width: i32, wide: bool, x0: i32, x1: i32, to: usize): void {
  const array = pathArray(columns);
  const stride = pairedStride(width, wide);
  const places = path + array * 2;
  const weights = places + array + (<usize>x0 << 1);
  const end = places + (<usize>x1 << 2);
  if (wide) sampleWide(stride, places + (<usize>x0 << 2), end, weights, to);
  else sampleBytes(stride, places + (<usize>x0 << 2), end, weights, to);
}

function sampleBytes(stride: usize, at: usize, end: usize, weights: usize, to: usize): void {
  for (; at < end; at += 16) {
    const low = wholeLevels(byteSample(stride, at, weights), byteSample(stride, at + 4, weights + 2));
    const high = wholeLevels(byteSample(stride, at + 8, weights + 4), byteSample(stride, at + 12, weights + 6));
    v128.store(to, i8x16.narrow_i16x8_u(low, high));
    weights += 8;
    to += 16;
  }
}

function sampleWide(stride: usize, at: usize, end: usize, weights: usize, to: usize): void {
  for (; at < end; at += 16) {
    const low = i16x8.narrow_i32x4_s(wideSample(stride, at, weights), wideSample(stride, at + 4, weights + 2));
    const high = i16x8.narrow_i32x4_s(
      wideSample(stride, at + 8, weights + 4),
      wideSample(stride, at + 12, weights + 6),
    );
    v128.store(to, i8x16.narrow_i16x8_u(low, high));
    weights += 8;
    to += 16;
  }
}

/** A sample in 1/1024 level. */
function byteSample(stride: usize, place: usize, weights: usize): v128 {
  const at = <usize>load<u32>(place);
  const cell = <usize>load<u16>(weights);
  return i32x4.add(
    i32x4.dot_i16x8_s(v128.load_ext<u8>(at), v128.load32_splat(cell, cellWeights)),
    i32x4.dot_i16x8_s(v128.load_ext<u8>(at + stride), v128.load32_splat(cell, cellWeights + 4)),
  );
}

/** A sample in levels. */
function wideSample(stride: usize, place: usize, weights: usize): v128 {
  const at = <usize>load<u32>(place);
  const cell = <usize>load<u16>(weights);
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(v128.load(at), v128.load32_splat(cell, cellWeights)),
    i32x4.dot_i16x8_s(v128.load(at + stride), v128.load32_splat(cell, cellWeights + 4)),
  );
  return i32x4.shr_s(sum, 11);
}
