/*
 * Affine warps of pictures and masks. What is sampled along a row is in sample.ts, bilinear, and in warp-bicubic.ts.
 *
 * Computes: each destination pixel from the source at `dstToSrc` of its position.
 * Layout: RGBA or one byte per pixel, rows without gaps. Scratch: a path (path.ts) and a few bytes for the rim.
 * Rounding: bilinear exact on the 1/32 grid, bicubic as in warp-bicubic.ts.
 * Cost per pixel: pictures as in the files of their samples; mask two 2-byte loads and an eighth of about 40 vector operations.
 */
import { DONE, EMPTY, holds } from './status';
import { blockRows, findSpan, fine, gridOf, pathScratch, preparePath, rowStart, spanFrom, spanTo, tileColumns, wrapped } from './path';
import { warpRow } from './sample';
import { cubicColumnsAtOnce, cubicRow } from './warp-bicubic';

export function warpScratch(width: i32): usize {
  return pathScratch(width) + 128;
}

/** A picture, with bilinear samples or `cubic` ones. */
export function warp(
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
  cubic: bool,
  edge: bool,
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  assert(holds(scratch, warpScratch(dstWidth)), 'the scratch space lies in memory');
  preparePath(scratch, dstWidth, a, c);
  const stepX = a * fine;
  const stepY = c * fine;
  const columns = cubic ? cubicColumnsAtOnce : tileColumns(a, c);
  for (let y0 = 0; y0 < dstHeight; y0 += blockRows) {
    const y1 = min(y0 + blockRows, dstHeight);
    for (let x0 = 0; x0 < dstWidth; x0 += columns) {
      const x1 = min(x0 + columns, dstWidth);
      let out = dst + ((<usize>y0 * <usize>dstWidth + <usize>x0) << 2);
      for (let y = y0; y < y1; y++) {
        const rowX = rowStart(b, tx, y);
        const rowY = rowStart(d, ty, y);
        if (cubic) cubicRow(src, srcWidth, srcHeight, out, scratch, dstWidth, x0, x1, stepX, rowX, stepY, rowY, edge);
        else warpRow(src, srcWidth, srcHeight, out, scratch, dstWidth, x0, x1, stepX, rowX, stepY, rowY, edge);
        out += <usize>dstWidth << 2;
      }
    }
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
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 0), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 0), 'the destination lies in memory');
  assert(holds(scratch, warpScratch(dstWidth)), 'the scratch space lies in memory');
  preparePath(scratch, dstWidth, a, c);
  const right = <f64>srcWidth * fine;
  const bottom = <f64>srcHeight * fine;
  const innerRight = <f64>(srcWidth - 1) * fine;
  const innerBottom = <f64>(srcHeight - 1) * fine;
  const stepX = a * fine;
  const stepY = c * fine;
  for (let y = 0; y < dstHeight; y++) {
    const rowX = rowStart(b, tx, y);
    const rowY = rowStart(d, ty, y);
    findSpan(stepX, rowX, -fine, right, stepY, rowY, -fine, bottom, 0, dstWidth);
    const from = spanFrom;
    const to = spanTo;
    findSpan(stepX, rowX, 0, innerRight, stepY, rowY, 0, innerBottom, from, to);
    let start = spanFrom;
    const end = spanTo;
    memory.fill(dst, 0, from);
    memory.fill(dst + to, 0, dstWidth - to);
    if (start >= end) start = to;
    maskRim(src, srcWidth, srcHeight, dst, from, start, stepX, rowX, stepY, rowY);
    if (start < end) {
      const done = start + ((end - start) & -8);
      maskInside(src, srcWidth, dst, scratch, dstWidth, start, done, rowX, rowY);
      maskRim(src, srcWidth, srcHeight, dst, done, to, stepX, rowX, stepY, rowY);
    }
    dst += dstWidth;
  }
  return DONE;
}

/** Columns `x0..x1`, a multiple of eight, all of whose pixels lie inside. */
function maskInside(
  src: usize,
  width: i32,
  dst: usize,
  path: usize,
  columns: i32,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  const ys = path + pathScratch(columns) / 4;
  const places = path + pathScratch(columns);
  const baseX = i32x4.splat(wrapped(rowX));
  const baseY = i32x4.splat(wrapped(rowY));
  const stride = i32x4.splat(width);
  const below = src + <usize>width;
  const fraction = i32x4.splat(31);
  const unit = i16x8.splat(32);
  const byte = i16x8.splat(255);
  const half = i32x4.splat(512);
  for (let x = x0; x < x1; x += 8) {
    const at = <usize>x << 2;
    const gridX0 = i32x4.shr_s(i32x4.add(v128.load(path + at), baseX), 5);
    const gridX1 = i32x4.shr_s(i32x4.add(v128.load(path + at, 16), baseX), 5);
    const gridY0 = i32x4.shr_s(i32x4.add(v128.load(ys + at), baseY), 5);
    const gridY1 = i32x4.shr_s(i32x4.add(v128.load(ys + at, 16), baseY), 5);
    v128.store(places, i32x4.add(i32x4.mul(i32x4.shr_s(gridY0, 5), stride), i32x4.shr_s(gridX0, 5)));
    v128.store(places, i32x4.add(i32x4.mul(i32x4.shr_s(gridY1, 5), stride), i32x4.shr_s(gridX1, 5)), 16);
    const fx = i16x8.narrow_i32x4_s(v128.and(gridX0, fraction), v128.and(gridX1, fraction));
    const fy = i16x8.narrow_i32x4_s(v128.and(gridY0, fraction), v128.and(gridY1, fraction));
    const gx = i16x8.sub(unit, fx);
    const gy = i16x8.sub(unit, fy);
    const upper = pairs(src, places);
    const lower = pairs(below, places);
    const top = i16x8.add(i16x8.mul(v128.and(upper, byte), gx), i16x8.mul(i16x8.shr_u(upper, 8), fx));
    const bottom = i16x8.add(i16x8.mul(v128.and(lower, byte), gx), i16x8.mul(i16x8.shr_u(lower, 8), fx));
    const low = i32x4.dot_i16x8_s(interleaveLow(top, bottom), interleaveLow(gy, fy));
    const high = i32x4.dot_i16x8_s(interleaveHigh(top, bottom), interleaveHigh(gy, fy));
    const levels = i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(low, half), 10),
      i32x4.shr_s(i32x4.add(high, half), 10),
    );
    v128.store64_lane(dst + <usize>x, i8x16.narrow_i16x8_u(levels, levels), 0);
  }
}

/** Two neighbouring bytes at each of eight places. */
function pairs(src: usize, places: usize): v128 {
  let found = v128.load16_splat(src + <usize>load<u32>(places));
  found = v128.load16_lane(src + <usize>load<u32>(places, 4), found, 1);
  found = v128.load16_lane(src + <usize>load<u32>(places, 8), found, 2);
  found = v128.load16_lane(src + <usize>load<u32>(places, 12), found, 3);
  found = v128.load16_lane(src + <usize>load<u32>(places, 16), found, 4);
  found = v128.load16_lane(src + <usize>load<u32>(places, 20), found, 5);
  found = v128.load16_lane(src + <usize>load<u32>(places, 24), found, 6);
  return v128.load16_lane(src + <usize>load<u32>(places, 28), found, 7);
}

export function interleaveLow(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 0, 8, 1, 9, 2, 10, 3, 11);
}

export function interleaveHigh(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Columns `x0..x1`, which see at least one pixel each. */
function maskRim(
  src: usize,
  width: i32,
  height: i32,
  dst: usize,
  x0: i32,
  x1: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
): void {
  for (let x = x0; x < x1; x++) {
    const level = maskBetween(src, width, height, gridOf(stepX, rowX, x), gridOf(stepY, rowY, x));
    store<u8>(dst + <usize>x, <u8>level);
  }
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
