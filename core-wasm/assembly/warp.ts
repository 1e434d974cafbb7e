/*
 * Affine warps of pictures and masks.
 *
 * Computes: each destination pixel from the source at `dstToSrc` of its position.
 * Layout: RGBA or one byte per pixel, rows without gaps. Scratch: a path (sample.ts) and a few bytes for the rim.
 * Rounding: bilinear exact on the 1/32 grid; bicubic with weights of 14 bits, down the columns cut to 1/64 level, then along the
 *   row, rounded at the end.
 * Cost per pixel: bilinear as in sample.ts; bicubic eight 8-byte loads and about 40 vector operations; mask two 2-byte
 *   loads and an eighth of about 40 vector operations.
 */
import { DONE, EMPTY, holds } from './status';
import {
  fine,
  gridOf,
  packPixel,
  pathScratch,
  pixelAt,
  preparePath,
  rowStart,
  spanEnd,
  spanStart,
  tileColumns,
  warpRow,
  within,
  wrapped,
} from './sample';

export function warpScratch(width: i32): usize {
  return pathScratch(width) + 128;
}

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
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  assert(holds(scratch, warpScratch(dstWidth)), 'the scratch space lies in memory');
  preparePath(scratch, dstWidth, a, c);
  const stepX = a * fine;
  const stepY = c * fine;
  for (let x0 = 0; x0 < dstWidth; x0 += tileColumns) {
    const x1 = min(x0 + tileColumns, dstWidth);
    let out = dst + (<usize>x0 << 2);
    for (let y = 0; y < dstHeight; y++) {
      const rowX = rowStart(b, tx, y);
      const rowY = rowStart(d, ty, y);
      warpRow(src, srcWidth, srcHeight, out, scratch, dstWidth, x0, x1, stepX, rowX, stepY, rowY, edge);
      out += <usize>dstWidth << 2;
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
    const from = max(
      spanStart(stepX, rowX, -fine, right, 0, dstWidth),
      spanStart(stepY, rowY, -fine, bottom, 0, dstWidth),
    );
    const to = max(
      from,
      min(
        spanEnd(stepX, rowX, -fine, right, 0, dstWidth),
        spanEnd(stepY, rowY, -fine, bottom, 0, dstWidth),
      ),
    );
    let start = max(
      spanStart(stepX, rowX, 0, innerRight, from, to),
      spanStart(stepY, rowY, 0, innerBottom, from, to),
    );
    const end = min(
      spanEnd(stepX, rowX, 0, innerRight, from, to),
      spanEnd(stepY, rowY, 0, innerBottom, from, to),
    );
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

function interleaveLow(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 0, 8, 1, 9, 2, 10, 3, 11);
}

function interleaveHigh(p: v128, q: v128): v128 {
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

/** 32 entries of 32 bytes, weights of 14 bits as i16: four pairs for taps 0 and 1, four for 2 and 3. */
const cubicRows: usize = memory.data(32 * 32, 16);
/** 32 entries of 32 bytes, likewise: four pairs for taps 0 and 2, four for 1 and 3. */
const cubicColumns: usize = memory.data(32 * 32, 16);

/** Fills the tables of cubic weights; called once. */
export function prepareWarp(): void {
  for (let i: usize = 0; i < 32; i++) {
    const fraction = <f64>i / 32;
    const rows = cubicRows + (i << 5);
    v128.store(rows, weightPairs(0, 1, fraction));
    v128.store(rows, weightPairs(2, 3, fraction), 16);
    const columns = cubicColumns + (i << 5);
    v128.store(columns, weightPairs(0, 2, fraction));
    v128.store(columns, weightPairs(1, 3, fraction), 16);
  }
}

function weightPairs(tap: i32, other: i32, fraction: f64): v128 {
  return i32x4.splat((wholeWeight(tap, fraction) & 0xffff) | (wholeWeight(other, fraction) << 16));
}

/** A weight in 1/16384; the nearer of the two middle taps takes what rounding leaves over. */
function wholeWeight(tap: i32, fraction: f64): i32 {
  const nearer = fraction < 0.5 ? 1 : 2;
  if (tap !== nearer) return <i32>Math.floor(cubicWeight(<f64>(tap - 1) - fraction) * 16384 + 0.5);
  let rest = 16384;
  for (let other = 0; other < 4; other++) {
    if (other !== nearer) rest -= wholeWeight(other, fraction);
  }
  return rest;
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
  scratch: usize,
): i32 {
  if (srcWidth < 1 || srcHeight < 1) return EMPTY;
  assert(holds(src, (<usize>srcWidth * <usize>srcHeight) << 2), 'the source lies in memory');
  assert(holds(dst, (<usize>dstWidth * <usize>dstHeight) << 2), 'the destination lies in memory');
  assert(holds(scratch, warpScratch(dstWidth)), 'the scratch space lies in memory');
  preparePath(scratch, dstWidth, a, c);
  const stepX = a * fine;
  const stepY = c * fine;
  const right = <f64>(srcWidth - 2) * fine;
  const bottom = <f64>(srcHeight - 2) * fine;
  const patch = scratch + pathScratch(dstWidth);
  for (let x0 = 0; x0 < dstWidth; x0 += tileColumns) {
    const x1 = min(x0 + tileColumns, dstWidth);
    let out = dst;
    for (let y = 0; y < dstHeight; y++) {
      const rowX = rowStart(b, tx, y);
      const rowY = rowStart(d, ty, y);
      let start = x0;
      let end = x1;
      if (!within(stepX, rowX, fine, right, x0, x1) || !within(stepY, rowY, fine, bottom, x0, x1)) {
        start = max(
          spanStart(stepX, rowX, fine, right, x0, x1),
          spanStart(stepY, rowY, fine, bottom, x0, x1),
        );
        end = min(spanEnd(stepX, rowX, fine, right, x0, x1), spanEnd(stepY, rowY, fine, bottom, x0, x1));
      }
      if (start >= end) start = x1;
      cubicRim(src, srcWidth, srcHeight, out, x0, start, stepX, rowX, stepY, rowY, edge, patch);
      if (start < end) {
        cubicInside(src, <usize>srcWidth << 2, out, scratch, dstWidth, start, end, rowX, rowY);
        cubicRim(src, srcWidth, srcHeight, out, end, x1, stepX, rowX, stepY, rowY, edge, patch);
      }
      out += <usize>dstWidth << 2;
    }
  }
  return DONE;
}

/** Columns `x0..x1` of one row, all of whose sixteen pixels lie inside. */
function cubicInside(
  src: usize,
  stride: usize,
  dst: usize,
  path: usize,
  columns: i32,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  const ys = path + pathScratch(columns) / 4;
  const baseX = wrapped(rowX);
  const baseY = wrapped(rowY);
  for (let x = x0; x < x1; x++) {
    const gridX = (load<i32>(path + (<usize>x << 2)) + baseX) >> 5;
    const gridY = (load<i32>(ys + (<usize>x << 2)) + baseY) >> 5;
    const at = src + <usize>((gridY >> 5) - 1) * stride + (<usize>((gridX >> 5) - 1) << 2);
    store<u32>(dst + (<usize>x << 2), cubicAt(at, stride, gridX & 31, gridY & 31));
  }
}

/** The pixel between four rows of four, the first of which begins at `at`. */
function cubicAt(at: usize, stride: usize, fx: i32, fy: i32): u32 {
  const rows = cubicRows + (<usize>fy << 5);
  const columns = cubicColumns + (<usize>fx << 5);
  const third = at + stride * 2;
  const upper = v128.load(rows);
  const lower = v128.load(rows, 16);
  const left0 = v128.load_ext<u8>(at);
  const left1 = v128.load_ext<u8>(at + stride);
  const left2 = v128.load_ext<u8>(third);
  const left3 = v128.load_ext<u8>(third + stride);
  const right0 = v128.load_ext<u8>(at, 8);
  const right1 = v128.load_ext<u8>(at + stride, 8);
  const right2 = v128.load_ext<u8>(third, 8);
  const right3 = v128.load_ext<u8>(third + stride, 8);
  const first = mixedRows(interleaveLow(left0, left1), interleaveLow(left2, left3), upper, lower);
  const second = mixedRows(interleaveHigh(left0, left1), interleaveHigh(left2, left3), upper, lower);
  const next = mixedRows(interleaveLow(right0, right1), interleaveLow(right2, right3), upper, lower);
  const last = mixedRows(interleaveHigh(right0, right1), interleaveHigh(right2, right3), upper, lower);
  const left = i16x8.narrow_i32x4_s(first, second);
  const right = i16x8.narrow_i32x4_s(next, last);
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(interleaveLow(left, right), v128.load(columns)),
    i32x4.dot_i16x8_s(interleaveHigh(left, right), v128.load(columns, 16)),
  );
  return packPixel(i32x4.shr_s(i32x4.add(sum, i32x4.splat(1 << 19)), 20));
}

/** Four channels of one column through all four rows, in 1/64 level. */
function mixedRows(upperPairs: v128, lowerPairs: v128, upper: v128, lower: v128): v128 {
  return i32x4.shr_s(
    i32x4.add(i32x4.dot_i16x8_s(upperPairs, upper), i32x4.dot_i16x8_s(lowerPairs, lower)),
    8,
  );
}

/** Columns `x0..x1` of one row wherever they lie: their pixels are first laid out at `patch`, 64 bytes. */
function cubicRim(
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
  edge: bool,
  patch: usize,
): void {
  for (let x = x0; x < x1; x++) {
    const gridX = gridOf(stepX, rowX, x);
    const gridY = gridOf(stepY, rowY, x);
    for (let i = 0; i < 16; i++) {
      const pixel = pixelAt(src, width, height, (gridX >> 5) - 1 + (i & 3), (gridY >> 5) - 1 + (i >> 2), edge);
      store<u32>(patch + (<usize>i << 2), pixel);
    }
    store<u32>(dst + (<usize>x << 2), cubicAt(patch, 16, gridX & 31, gridY & 31));
  }
}
