/*
 * Pictures into tensors and back.
 *
 * Computes: value = level * gain + offset per channel, after a bilinear warp; and level = value * gain + offset back.
 *   Gains and offsets come in the tensor's channel order.
 * Layout: RGBA bytes; f32 values as three planes (chw) or interleaved triples (hwc).
 * Rounding: the warp rounds to levels, as if a picture were made in between; the way back rounds half up and clamps.
 * Cost per pixel: the warp, then about 3 vector operations per channel for four pixels.
 */
import { DONE, EMPTY, holds } from './status';
import { warpRow } from './sample';

/** Byte orders for a swizzle: the identity, and red exchanged with blue. */
const orders: usize = memory.data<u8>(
  [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15,
  ],
  16,
);

function multiplyAdd(value: v128, gain: v128, offset: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(value, gain, offset);
  return f32x4.add(f32x4.mul(value, gain), offset);
}

/** `scales`: six f32, gain and offset of each channel in tensor order. `scratch`: 4 * width + 16 bytes. */
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
  const order = v128.load(orders + (swapped ? 16 : 0));
  const plane = (<usize>width * <usize>height) << 2;
  for (let y = 0; y < height; y++) {
    const rowX = b * 32 * <f64>y + (tx * 32 + 0.5);
    const rowY = d * 32 * <f64>y + (ty * 32 + 0.5);
    warpRow(src, srcWidth, srcHeight, scratch, width, a * 32, rowX, c * 32, rowY, edge);
    if (planar) {
      planarRow(scratch, dst, plane, width, order, scales);
      dst += <usize>width << 2;
    } else {
      interleavedRow(scratch, dst, width, order, scales);
      dst += <usize>width * 12;
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

/** Each store writes one value too many; the next one, or the buffer's spare bytes after the very last pixel, take it. */
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
    v128.store(dst, multiplyAdd(f32x4.convert_i32x4_s(levels), gain, offset));
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

function toLevels(values: v128, gain: v128, offset: v128): v128 {
  const scaled = f32x4.floor(f32x4.add(f32x4.add(f32x4.mul(values, gain), offset), f32x4.splat(0.5)));
  const whole = i32x4.trunc_sat_f32x4_s(scaled);
  return i32x4.min_s(i32x4.max_s(whole, i32x4.splat(0)), i32x4.splat(255));
}

function planesToPixels(src: usize, dst: usize, count: i32, order: v128, scales: usize): void {
  const plane = <usize>count << 2;
  const gain0 = v128.load32_splat(scales);
  const offset0 = v128.load32_splat(scales, 4);
  const gain1 = v128.load32_splat(scales, 8);
  const offset1 = v128.load32_splat(scales, 12);
  const gain2 = v128.load32_splat(scales, 16);
  const offset2 = v128.load32_splat(scales, 20);
  const opaque = i32x4.splat(0xff000000);
  // The last group may read and write up to 12 spare bytes after the buffers' ends.
  for (let i = 0; i < count; i += 4) {
    const first = toLevels(v128.load(src), gain0, offset0);
    const second = toLevels(v128.load(src + plane), gain1, offset1);
    const third = toLevels(v128.load(src + plane * 2), gain2, offset2);
    const colour = v128.or(first, v128.or(i32x4.shl(second, 8), i32x4.shl(third, 16)));
    v128.store(dst, i8x16.swizzle(v128.or(colour, opaque), order));
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
