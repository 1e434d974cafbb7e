/*
 * Pictures into tensors and back.
 *
 * Computes: value = level * gain + offset per channel, after a bilinear warp; and level = value * gain + offset back.
 *   Gains and offsets come in the tensor's channel order.
 * Layout: RGBA bytes; f32 values as three planes (chw) or interleaved triples (hwc).
 * Rounding: the warp rounds to levels, as if a picture were made in between; the way back clamps and rounds, ties to even.
 * Cost per pixel: the warp, then about 3 vector operations per channel for four pixels.
 */
import { DONE, EMPTY, holds } from './status';
import { fine, pathScratch, preparePath, rowStart, tileColumns, warpRow } from './sample';

/** Byte orders for a swizzle: the identity, and red exchanged with blue. */
const orders: usize = memory.data<u8>(
  [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15,
  ],
  16,
);

/** Brings four bytes of each channel together as four pixels. */
const gathered: usize = memory.data<u8>([0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], 16);

function multiplyAdd(value: v128, gain: v128, offset: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(value, gain, offset);
  return f32x4.add(f32x4.mul(value, gain), offset);
}

/** A path and pixels of one row. */
export function tensorScratch(width: i32): usize {
  return pathScratch(width) + (<usize>tileColumns << 2) + 16;
}

/** `scales`: six f32, gain and offset of each channel in tensor order. */
export function warpToTensor(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  width: i32,
  height: i32,
  a: f64,
  b: f64,
  tx: f64,
  c: f64,
  d: f64,
  ty: f64,
  edge: bool,
  planar: bool,
  swapped: bool,
  scales: usize,
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, <usize>width * <usize>height * 12), 'the tensor lies in memory');
  assert(holds(scratch, tensorScratch(width)), 'the scratch space lies in memory');
  const row = scratch + pathScratch(width);
  preparePath(scratch, width, a, c);
  const order = v128.load(orders + (swapped ? 16 : 0));
  const plane = (<usize>width * <usize>height) << 2;
  for (let x0 = 0; x0 < width; x0 += tileColumns) {
    const x1 = min(x0 + tileColumns, width);
    for (let y = 0; y < height; y++) {
      const rowX = rowStart(b, tx, y);
      const rowY = rowStart(d, ty, y);
      warpRow(src, srcWidth, srcHeight, row, scratch, width, x0, x1, a * fine, rowX, c * fine, rowY, edge);
      const pixel = <usize>y * <usize>width + <usize>x0;
      if (planar) planarRow(row, dst + (pixel << 2), plane, x1 - x0, order, scales);
      else interleavedRow(row, dst + pixel * 12, x1 - x0, order, scales);
    }
  }
  return DONE;
}

function planarRow(row: usize, dst: usize, plane: usize, width: i32, order: v128, scales: usize): void {
  const byte = i32x4.splat(255);
  const gain0 = v128.load32_splat(scales);
  const offset0 = v128.load32_splat(scales, 4);
  const gain1 = v128.load32_splat(scales, 8);
  const offset1 = v128.load32_splat(scales, 12);
  const gain2 = v128.load32_splat(scales, 16);
  const offset2 = v128.load32_splat(scales, 20);
  let x = 0;
  for (; x + 4 <= width; x += 4) {
    const pixels = i8x16.swizzle(v128.load(row), order);
    const first = f32x4.convert_i32x4_s(v128.and(pixels, byte));
    const second = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 8), byte));
    const third = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 16), byte));
    v128.store(dst, multiplyAdd(first, gain0, offset0));
    v128.store(dst + plane, multiplyAdd(second, gain1, offset1));
    v128.store(dst + plane * 2, multiplyAdd(third, gain2, offset2));
    row += 16;
    dst += 16;
  }
  for (; x < width; x++) {
    const pixel = i8x16.swizzle(v128.load32_zero(row), order);
    const levels = i32x4.extract_lane(pixel, 0);
    store<f32>(dst, <f32>(levels & 255) * load<f32>(scales) + load<f32>(scales, 4));
    store<f32>(dst + plane, <f32>((levels >> 8) & 255) * load<f32>(scales, 8) + load<f32>(scales, 12));
    store<f32>(dst + plane * 2, <f32>((levels >> 16) & 255) * load<f32>(scales, 16) + load<f32>(scales, 20));
    row += 4;
    dst += 4;
  }
}

function interleavedRow(row: usize, dst: usize, width: i32, order: v128, scales: usize): void {
  let gain = v128.load32_splat(scales);
  gain = v128.load32_lane(scales, gain, 1, 8);
  gain = v128.load32_lane(scales, gain, 2, 16);
  let offset = v128.load32_splat(scales, 4);
  offset = v128.load32_lane(scales, offset, 1, 12);
  offset = v128.load32_lane(scales, offset, 2, 20);
  for (let x = 0; x < width; x++) {
    const bytes = i8x16.swizzle(v128.load32_zero(row), order);
    const levels = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    const values = multiplyAdd(f32x4.convert_i32x4_s(levels), gain, offset);
    v128.store64_lane(dst, values, 0);
    v128.store32_lane(dst, values, 2, 8);
    row += 4;
    dst += 12;
  }
}

/** `scales`: six f32, gain and offset of each channel in tensor order, from value to level. */
export function tensorToImage(
  src: usize,
  dst: usize,
  width: i32,
  height: i32,
  planar: bool,
  swapped: bool,
  scales: usize,
): i32 {
  if (width < 1 || height < 1) return EMPTY;
  assert(holds(src, <usize>width * <usize>height * 12), 'the tensor lies in memory');
  assert(holds(dst, (<usize>width * <usize>height) << 2), 'the picture lies in memory');
  const count = width * height;
  const order = v128.load(orders + (swapped ? 16 : 0));
  if (planar) planesToPixels(src, dst, count, order, scales);
  else triplesToPixels(src, dst, count, order, scales);
  return DONE;
}

/** Adding it leaves a number's whole part, rounded, in the lowest bits. */
const roundingBias: f32 = 8388608;

/** Whole levels 0..255 as i32, rounded; NaN becomes 0. */
function toLevels(values: v128, gain: v128, offset: v128): v128 {
  const scaled = multiplyAdd(values, gain, offset);
  const inRange = f32x4.pmin(f32x4.splat(255), f32x4.pmax(f32x4.splat(0), scaled));
  return v128.and(f32x4.add(inRange, f32x4.splat(roundingBias)), i32x4.splat(255));
}

function planesToPixels(src: usize, dst: usize, count: i32, order: v128, scales: usize): void {
  const plane = <usize>count << 2;
  const gain0 = v128.load32_splat(scales);
  const offset0 = v128.load32_splat(scales, 4);
  const gain1 = v128.load32_splat(scales, 8);
  const offset1 = v128.load32_splat(scales, 12);
  const gain2 = v128.load32_splat(scales, 16);
  const offset2 = v128.load32_splat(scales, 20);
  const opaque = i32x4.splat(255);
  const places = i8x16.swizzle(v128.load(gathered), order);
  // The last group may read and write up to 12 spare bytes after the buffers' ends.
  for (let i = 0; i < count; i += 4) {
    const first = toLevels(v128.load(src), gain0, offset0);
    const second = toLevels(v128.load(src + plane), gain1, offset1);
    const third = toLevels(v128.load(src + plane * 2), gain2, offset2);
    const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, opaque));
    v128.store(dst, i8x16.swizzle(bytes, places));
    src += 16;
    dst += 16;
  }
}

/** Each load reads one value too many: the next pixel's, or the buffer's spare bytes. */
function triplesToPixels(src: usize, dst: usize, count: i32, order: v128, scales: usize): void {
  let gain = v128.load32_splat(scales);
  gain = v128.load32_lane(scales, gain, 1, 8);
  gain = v128.load32_lane(scales, gain, 2, 16);
  let offset = v128.load32_splat(scales, 4);
  offset = v128.load32_lane(scales, offset, 1, 12);
  offset = v128.load32_lane(scales, offset, 2, 20);
  for (let i = 0; i < count; i++) {
    const levels = i32x4.replace_lane(toLevels(v128.load(src), gain, offset), 3, 255);
    const words = i16x8.narrow_i32x4_s(levels, levels);
    const bytes = i8x16.swizzle(i8x16.narrow_i16x8_u(words, words), order);
    store<u32>(dst, i32x4.extract_lane(bytes, 0));
    src += 12;
    dst += 4;
  }
}
