/*
 * Affine warps of pictures and masks.
 *
 * Computes: each destination pixel from the source at `dstToSrc` of its position.
 * Layout: RGBA or one byte per pixel, rows without gaps.
 * Rounding: bilinear exact on the 1/32 grid; bicubic with horizontal weights of 14 bits and vertical ones in 32-bit floats.
 * Cost per pixel: bilinear as in sample.ts; bicubic four 16-byte loads and about 40 vector operations; mask four byte loads.
 */
import { DONE, EMPTY, holds } from './status';
import { pixelAt, packPixel, spanEnd, spanStart, warpRow } from './sample';

export function warpBilinear(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  a: f64,
  b: f64,
  tx: f64,
  c: f64,
  d: f64,
  ty: f64,
  edge: bool,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  for (let y = 0; y < dstHeight; y++) {
    const rowX = b * 32 * <f64>y + (tx * 32 + 0.5);
    const rowY = d * 32 * <f64>y + (ty * 32 + 0.5);
    warpRow(src, srcWidth, srcHeight, dst, dstWidth, a * 32, rowX, c * 32, rowY, edge);
    dst += <usize>dstWidth << 2;
  }
  return DONE;
}

export function warpMask(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  a: f64,
  b: f64,
  tx: f64,
  c: f64,
  d: f64,
  ty: f64,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 0), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 0), 'the destination lies in memory');
  const right = <f64>(srcWidth << 5);
  const bottom = <f64>(srcHeight << 5);
  const stepX = a * 32;
  const stepY = c * 32;
  for (let y = 0; y < dstHeight; y++) {
    const rowX = b * 32 * <f64>y + (tx * 32 + 0.5);
    const rowY = d * 32 * <f64>y + (ty * 32 + 0.5);
    const from = max(
      spanStart(stepX, rowX, -32, right, 0, dstWidth),
      spanStart(stepY, rowY, -32, bottom, 0, dstWidth),
    );
    const to = max(
      from,
      min(
        spanEnd(stepX, rowX, -32, right, 0, dstWidth),
        spanEnd(stepY, rowY, -32, bottom, 0, dstWidth),
      ),
    );
    memory.fill(dst, 0, from);
    memory.fill(dst + to, 0, dstWidth - to);
    for (let x = from; x < to; x++) {
      const gridX = <i32>Math.floor(stepX * <f64>x + rowX);
      const gridY = <i32>Math.floor(stepY * <f64>x + rowY);
      store<u8>(dst + x, maskBetween(src, srcWidth, srcHeight, gridX, gridY));
    }
    dst += dstWidth;
  }
  return DONE;
}

/** The mask at a grid position from -1 pixel to its size; outside is 0. */
function maskBetween(src: usize, width: i32, height: i32, gridX: i32, gridY: i32): i32 {
  const x = gridX >> 5;
  const y = gridY >> 5;
  const at = src + y * width + x;
  const left = x >= 0;
  const right = x + 1 < width;
  let upper: i32 = 0;
  let lower: i32 = 0;
  const fx = gridX & 31;
  const fy = gridY & 31;
  if (y >= 0) {
    if (left) upper = <i32>load<u8>(at) * (32 - fx);
    if (right) upper += <i32>load<u8>(at + 1) * fx;
  }
  if (y + 1 < height) {
    if (left) lower = <i32>load<u8>(at + width) * (32 - fx);
    if (right) lower += <i32>load<u8>(at + width + 1) * fx;
  }
  return (upper * (32 - fy) + lower * fy + 512) >> 10;
}

/** 32 entries of 32 bytes: four horizontal weights (i16, sum 16384), 8 bytes of nothing, four vertical weights (f32, sum 1/16384). */
const cubicTable: usize = memory.data(32 * 32, 16);
const cubicUnit: i32 = 16384;

/** Fills the table of cubic weights; called once. */
export function prepareWarp(): void {
  for (let i = 0; i < 32; i++) {
    const at = cubicTable + (<usize>i << 5);
    const fraction = <f64>i / 32;
    let sum: i32 = 0;
    for (let tap = 0; tap < 4; tap++) {
      const weight = cubicWeight(<f64>(tap - 1) - fraction);
      const whole = <i32>Math.floor(weight * <f64>cubicUnit + 0.5);
      sum += whole;
      store<i16>(at + (<usize>tap << 1), <i16>whole);
      store<f32>(at + 16 + (<usize>tap << 2), <f32>(weight / <f64>cubicUnit));
    }
    const nearer: usize = i < 16 ? 2 : 4;
    store<i16>(at + nearer, <i16>(<i32>load<i16>(at + nearer) + cubicUnit - sum));
  }
}

/** R. Keys (1981) with a = -0.75. */
export function cubicWeight(distance: f64): f64 {
  const x = Math.abs(distance);
  if (x < 1) return ((-0.75 + 2) * x - (-0.75 + 3)) * x * x + 1;
  return x < 2 ? ((-0.75 * x + 3.75) * x - 6) * x + 3 : 0;
}

export function warpBicubic(
  src: usize,
  srcWidth: i32,
  srcHeight: i32,
  dst: usize,
  dstWidth: i32,
  dstHeight: i32,
  a: f64,
  b: f64,
  tx: f64,
  c: f64,
  d: f64,
  ty: f64,
  edge: bool,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  const stride = <usize>srcWidth << 2;
  const stepX = a * 32;
  const stepY = c * 32;
  const innerWidth = <u32>max(srcWidth - 3, 0);
  const innerHeight = <u32>max(srcHeight - 3, 0);
  for (let y = 0; y < dstHeight; y++) {
    const rowX = b * 32 * <f64>y + (tx * 32 + 0.5);
    const rowY = d * 32 * <f64>y + (ty * 32 + 0.5);
    for (let x = 0; x < dstWidth; x++) {
      const gridX = <i32>Math.floor(stepX * <f64>x + rowX);
      const gridY = <i32>Math.floor(stepY * <f64>x + rowY);
      const firstX = (gridX >> 5) - 1;
      const firstY = (gridY >> 5) - 1;
      const weightsX = cubicTable + (<usize>(gridX & 31) << 5);
      const weightsY = cubicTable + (<usize>(gridY & 31) << 5) + 16;
      let sum: v128;
      if (<u32>firstX < innerWidth && <u32>firstY < innerHeight) {
        const at = src + <usize>firstY * stride + (<usize>firstX << 2);
        const left = v128.load32_splat(weightsX);
        const right = v128.load32_splat(weightsX, 4);
        sum = f32x4.mul(cubicRow(v128.load(at), left, right), v128.load32_splat(weightsY));
        sum = f32x4.add(
          sum,
          f32x4.mul(cubicRow(v128.load(at + stride), left, right), v128.load32_splat(weightsY, 4)),
        );
        sum = f32x4.add(
          sum,
          f32x4.mul(cubicRow(v128.load(at + stride * 2), left, right), v128.load32_splat(weightsY, 8)),
        );
        sum = f32x4.add(
          sum,
          f32x4.mul(cubicRow(v128.load(at + stride * 3), left, right), v128.load32_splat(weightsY, 12)),
        );
      } else {
        sum = cubicAnywhere(src, srcWidth, srcHeight, firstX, firstY, weightsX, weightsY, edge);
      }
      const levels = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(sum, f32x4.splat(0.5))));
      store<u32>(dst, packPixel(levels));
      dst += 4;
    }
  }
  return DONE;
}

/** Four neighbouring pixels weighted along the row: 4 channels as f32, in units of 1/16384 level. */
function cubicRow(pixels: v128, left: v128, right: v128): v128 {
  const zero = i32x4.splat(0);
  const first = i8x16.shuffle(pixels, zero, 0, 16, 4, 16, 1, 16, 5, 16, 2, 16, 6, 16, 3, 16, 7, 16);
  const second = i8x16.shuffle(pixels, zero, 8, 16, 12, 16, 9, 16, 13, 16, 10, 16, 14, 16, 11, 16, 15, 16);
  return f32x4.convert_i32x4_s(
    i32x4.add(i32x4.dot_i16x8_s(first, left), i32x4.dot_i16x8_s(second, right)),
  );
}

function cubicAnywhere(
  src: usize,
  width: i32,
  height: i32,
  x: i32,
  y: i32,
  weightsX: usize,
  weightsY: usize,
  edge: bool,
): v128 {
  const left = v128.load32_splat(weightsX);
  const right = v128.load32_splat(weightsX, 4);
  let sum = f32x4.splat(0);
  for (let row = 0; row < 4; row++) {
    let pixels = i32x4.splat(pixelAt(src, width, height, x, y + row, edge));
    pixels = i32x4.replace_lane(pixels, 1, pixelAt(src, width, height, x + 1, y + row, edge));
    pixels = i32x4.replace_lane(pixels, 2, pixelAt(src, width, height, x + 2, y + row, edge));
    pixels = i32x4.replace_lane(pixels, 3, pixelAt(src, width, height, x + 3, y + row, edge));
    const weight = v128.load32_splat(weightsY + (<usize>row << 2));
    sum = f32x4.add(sum, f32x4.mul(cubicRow(pixels, left, right), weight));
  }
  return sum;
}
