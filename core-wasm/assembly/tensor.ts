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
import { blockRows, fine, pathScratch, preparePath, rowStart } from './path';
import { warpRow } from './sample';

/** Columns worked on at a time: more than for a picture, since three planes are written. */
const tensorColumns: i32 = 256;

/** Byte orders for a swizzle: the identity, and red exchanged with blue. */
const orders: usize = memory.data<u8>(
  [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15,
  ],
  16,
);

/** Which bits of a pixel are red, green and blue: loaded where they are used, since the engine would make them anew in every turn. */
const channels: usize = memory.data<u32>(
  [0xff, 0xff, 0xff, 0xff, 0xff00, 0xff00, 0xff00, 0xff00, 0xff0000, 0xff0000, 0xff0000, 0xff0000],
  16,
);

function multiplyAdd(value: v128, gain: v128, offset: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(value, gain, offset);
  return f32x4.add(f32x4.mul(value, gain), offset);
}

/** A path and pixels of one row. */
export function tensorScratch(width: i32): usize {
  return pathScratch(width) + (<usize>tensorColumns << 2) + 16;
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
  const plane = (<usize>width * <usize>height) << 2;
  const still = a === 1 && b === 0 && c === 0 && d === 1 && Math.floor(tx) === tx && Math.floor(ty) === ty;
  if (still && tx >= 0 && ty >= 0 && tx + <f64>width <= <f64>srcWidth && ty + <f64>height <= <f64>srcHeight) {
    // Nothing between pixels is asked for: they are read where they lie.
    for (let y = 0; y < height; y++) {
      const pixels = src + ((<usize>(<i32>ty + y) * <usize>srcWidth + <usize>tx) << 2);
      const pixel = <usize>y * <usize>width;
      if (planar) planarRow(pixels, dst + (pixel << 2), plane, width, swapped, scales);
      else interleavedRow(pixels, dst + pixel * 12, width, swapped, scales);
    }
    return DONE;
  }
  const row = scratch + pathScratch(width);
  preparePath(scratch, width, a, c);
  for (let y0 = 0; y0 < height; y0 += blockRows) {
    const y1 = min(y0 + blockRows, height);
    for (let x0 = 0; x0 < width; x0 += tensorColumns) {
      const x1 = min(x0 + tensorColumns, width);
      for (let y = y0; y < y1; y++) {
        const rowX = rowStart(b, tx, y);
        const rowY = rowStart(d, ty, y);
        warpRow(src, srcWidth, srcHeight, row, scratch, width, x0, x1, a * fine, rowX, c * fine, rowY, edge);
        const pixel = <usize>y * <usize>width + <usize>x0;
        if (planar) planarRow(row, dst + (pixel << 2), plane, x1 - x0, swapped, scales);
        else interleavedRow(row, dst + pixel * 12, x1 - x0, swapped, scales);
      }
    }
  }
  return DONE;
}

/** Green and blue are converted where they stand in a pixel, 256 and 65536 times too large, which their gains undo exactly. */
function planarRow(row: usize, dst: usize, plane: usize, width: i32, swapped: bool, scales: usize): void {
  const ofRed = scales + (swapped ? 16 : 0);
  const ofBlue = scales + (swapped ? 0 : 16);
  const redPlane = dst + (swapped ? plane * 2 : 0);
  const greenPlane = dst + plane;
  const bluePlane = dst + (swapped ? 0 : plane * 2);
  const redGain = v128.load32_splat(ofRed);
  const redOffset = v128.load32_splat(ofRed, 4);
  const greenGain = f32x4.mul(v128.load32_splat(scales, 8), f32x4.splat(1.0 / 256));
  const greenOffset = v128.load32_splat(scales, 12);
  const blueGain = f32x4.mul(v128.load32_splat(ofBlue), f32x4.splat(1.0 / 65536));
  const blueOffset = v128.load32_splat(ofBlue, 4);
  const bytes = <usize>(width & -4) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const pixels = v128.load(row + at);
    v128.store(
      redPlane + at,
      multiplyAdd(f32x4.convert_i32x4_s(v128.and(pixels, v128.load(channels))), redGain, redOffset),
    );
    v128.store(
      greenPlane + at,
      multiplyAdd(f32x4.convert_i32x4_s(v128.and(pixels, v128.load(channels, 16))), greenGain, greenOffset),
    );
    v128.store(
      bluePlane + at,
      multiplyAdd(f32x4.convert_i32x4_s(v128.and(pixels, v128.load(channels, 32))), blueGain, blueOffset),
    );
  }
  for (let at = bytes; at < <usize>width << 2; at += 4) {
    const levels = load<u32>(row + at);
    store<f32>(redPlane + at, <f32>(levels & 255) * load<f32>(ofRed) + load<f32>(ofRed, 4));
    store<f32>(greenPlane + at, <f32>((levels >> 8) & 255) * load<f32>(scales, 8) + load<f32>(scales, 12));
    store<f32>(bluePlane + at, <f32>((levels >> 16) & 255) * load<f32>(ofBlue) + load<f32>(ofBlue, 4));
  }
}

function interleavedRow(row: usize, dst: usize, width: i32, swapped: bool, scales: usize): void {
  const order = v128.load(orders + (swapped ? 16 : 0));
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
  if (planar) planesToPixels(src, dst, count, swapped, scales);
  else triplesToPixels(src, dst, count, swapped, scales);
  return DONE;
}

/** Loaded where they are used, as `channels`. Adding the bias leaves a number's whole part, rounded, in the lowest bits. */
const constants: usize = memory.data<f32>([255, 255, 255, 255, 8388608, 8388608, 8388608, 8388608], 16);
const mostLevel: usize = 0;
const roundingBias: usize = 16;
const opaque: usize = memory.data<u32>([0xff000000, 0xff000000, 0xff000000, 0xff000000], 16);

/** Levels rounded to 0..255 in the lowest byte; NaN becomes 0. The highest byte is what the bias leaves there. */
function biased(values: v128, gain: v128, offset: v128): v128 {
  const scaled = multiplyAdd(values, gain, offset);
  const inRange = f32x4.pmin(v128.load(constants, mostLevel), f32x4.pmax(f32x4.splat(0), scaled));
  return f32x4.add(inRange, v128.load(constants, roundingBias));
}

/**
 * Sixty-four bytes of a row are read before any are written: planes often lie whole pages apart, and the processor makes a
 * load wait for a store that has the same place in its page.
 */
function planesToPixels(src: usize, dst: usize, count: i32, swapped: bool, scales: usize): void {
  const plane = <usize>count << 2;
  const ofRed = scales + (swapped ? 16 : 0);
  const ofBlue = scales + (swapped ? 0 : 16);
  const redGain = v128.load32_splat(ofRed);
  const redOffset = v128.load32_splat(ofRed, 4);
  const greenGain = v128.load32_splat(scales, 8);
  const greenOffset = v128.load32_splat(scales, 12);
  const blueGain = v128.load32_splat(ofBlue);
  const blueOffset = v128.load32_splat(ofBlue, 4);
  let red = src + (swapped ? plane * 2 : 0);
  let green = src + plane;
  let blue = src + (swapped ? 0 : plane * 2);
  const end = dst + plane;
  const groups = dst + (plane & ~63);
  while (dst < groups) {
    const first = joined(
      biased(v128.load(red), redGain, redOffset),
      biased(v128.load(green), greenGain, greenOffset),
      biased(v128.load(blue), blueGain, blueOffset),
    );
    const second = joined(
      biased(v128.load(red, 16), redGain, redOffset),
      biased(v128.load(green, 16), greenGain, greenOffset),
      biased(v128.load(blue, 16), blueGain, blueOffset),
    );
    const third = joined(
      biased(v128.load(red, 32), redGain, redOffset),
      biased(v128.load(green, 32), greenGain, greenOffset),
      biased(v128.load(blue, 32), blueGain, blueOffset),
    );
    const fourth = joined(
      biased(v128.load(red, 48), redGain, redOffset),
      biased(v128.load(green, 48), greenGain, greenOffset),
      biased(v128.load(blue, 48), blueGain, blueOffset),
    );
    v128.store(dst, first);
    v128.store(dst, second, 16);
    v128.store(dst, third, 32);
    v128.store(dst, fourth, 48);
    red += 64;
    green += 64;
    blue += 64;
    dst += 64;
  }
  // The last group may read and write up to 12 spare bytes after the buffers' ends.
  while (dst < end) {
    const pixels = joined(
      biased(v128.load(red), redGain, redOffset),
      biased(v128.load(green), greenGain, greenOffset),
      biased(v128.load(blue), blueGain, blueOffset),
    );
    v128.store(dst, pixels);
    red += 16;
    green += 16;
    blue += 16;
    dst += 16;
  }
}

/** Four opaque pixels from the lowest bytes of their channels. */
function joined(red: v128, green: v128, blue: v128): v128 {
  return v128.or(v128.or(red, i32x4.shl(green, 8)), v128.or(i32x4.shl(blue, 16), v128.load(opaque)));
}

/** Each load reads one value too many: the next pixel's, or the buffer's spare bytes. */
function triplesToPixels(src: usize, dst: usize, count: i32, swapped: bool, scales: usize): void {
  const order = v128.load(orders + (swapped ? 16 : 0));
  let gain = v128.load32_splat(scales);
  gain = v128.load32_lane(scales, gain, 1, 8);
  gain = v128.load32_lane(scales, gain, 2, 16);
  let offset = v128.load32_splat(scales, 4);
  offset = v128.load32_lane(scales, offset, 1, 12);
  offset = v128.load32_lane(scales, offset, 2, 20);
  for (let i = 0; i < count; i++) {
    const whole = v128.and(biased(v128.load(src), gain, offset), i32x4.splat(255));
    const levels = i32x4.replace_lane(whole, 3, 255);
    const words = i16x8.narrow_i32x4_s(levels, levels);
    const bytes = i8x16.swizzle(i8x16.narrow_i16x8_u(words, words), order);
    store<u32>(dst, i32x4.extract_lane(bytes, 0));
    src += 12;
    dst += 4;
  }
}
