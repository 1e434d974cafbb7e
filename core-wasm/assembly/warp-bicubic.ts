/*
 * Affine warp of pictures, bicubic.
 *
 * Computes: each destination pixel from the 4x4 source pixels around `dstToSrc` of its position (R. Keys, 1981, a = -0.75).
 * Layout: RGBA, rows without gaps. Scratch: a path (sample.ts) and a few bytes for the rim, as much as warp.ts asks for.
 * Rounding: weights of 14 bits on the 1/32 grid, down the columns cut to 1/64 level, then along the row, rounded at the end.
 * Cost per pixel: eight 8-byte loads and about 40 vector operations.
 */
import { DONE, EMPTY, holds } from './status';
import {
  fine,
  gridOf,
  packPixel,
  pathArray,
  pathScratch,
  pixelAt,
  preparePath,
  rowStart,
  spanEnd,
  spanStart,
  within,
  wrapped,
} from './sample';
import { interleaveHigh, interleaveLow, warpScratch } from './warp';

/** Columns worked on at a time: fewer than for bilinear samples, since each one reads from four rows of the source. */
const cubicColumnsAtOnce: i32 = 24;

/** 32 entries of 32 bytes, weights of 14 bits as i16: four pairs for taps 0 and 1, four for 2 and 3. */
const cubicRows: usize = memory.data(32 * 32, 16);
/** 32 entries of 32 bytes, likewise: four pairs for taps 0 and 2, four for 1 and 3. */
const cubicColumns: usize = memory.data(32 * 32, 16);

/** Fills the tables of cubic weights; called once. */
export function prepareBicubic(): void {
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
  for (let x0 = 0; x0 < dstWidth; x0 += cubicColumnsAtOnce) {
    const x1 = min(x0 + cubicColumnsAtOnce, dstWidth);
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
  const array = pathArray(columns);
  placeCubic(path, array, stride, x0, x1, rowX, rowY);
  const half = i32x4.splat(1 << 19);
  let at = path + array * 2 + (<usize>x0 << 2);
  let out = dst + (<usize>x0 << 2);
  const groups = at + (<usize>((x1 - x0) & -4) << 2);
  for (; at < groups; at += 16) {
    const weights = at + array;
    const p0 = cubicAt(src + load<u32>(at), stride, load<u32>(weights));
    const p1 = cubicAt(src + load<u32>(at, 4), stride, load<u32>(weights, 4));
    const p2 = cubicAt(src + load<u32>(at, 8), stride, load<u32>(weights, 8));
    const p3 = cubicAt(src + load<u32>(at, 12), stride, load<u32>(weights, 12));
    const low = i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(p0, half), 20),
      i32x4.shr_s(i32x4.add(p1, half), 20),
    );
    const high = i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(p2, half), 20),
      i32x4.shr_s(i32x4.add(p3, half), 20),
    );
    v128.store(out, i8x16.narrow_i16x8_u(low, high));
    out += 16;
  }
  const end = path + array * 2 + (<usize>x1 << 2);
  for (; at < end; at += 4) {
    store<u32>(out, rounded(cubicAt(src + load<u32>(at), stride, load<u32>(at + array))));
    out += 4;
  }
}

/** Notes for columns `x0..x1` where the sixteen pixels begin, and the offsets of both weights (y in the upper 16 bits). */
function placeCubic(path: usize, array: usize, stride: usize, x0: i32, x1: i32, rowX: f64, rowY: f64): void {
  const baseX = i32x4.splat(wrapped(rowX));
  const baseY = i32x4.splat(wrapped(rowY));
  const fraction = i32x4.splat(31);
  const strides = i32x4.splat(<i32>stride);
  const back = i32x4.splat(<i32>stride + 4);
  const end = path + (<usize>x1 << 2);
  for (let at = path + (<usize>x0 << 2); at < end; at += 16) {
    const gridX = i32x4.shr_s(i32x4.add(v128.load(at), baseX), 5);
    const gridY = i32x4.shr_s(i32x4.add(v128.load(at + array), baseY), 5);
    const rows = i32x4.mul(i32x4.shr_s(gridY, 5), strides);
    const offset = i32x4.sub(i32x4.add(rows, i32x4.shl(i32x4.shr_s(gridX, 5), 2)), back);
    const weights = v128.or(
      i32x4.shl(v128.and(gridX, fraction), 5),
      i32x4.shl(v128.and(gridY, fraction), 21),
    );
    v128.store(at + array * 2, offset);
    v128.store(at + array * 3, weights);
  }
}

/** Levels times 2^20, rounded and clamped. */
function rounded(levels: v128): u32 {
  return packPixel(i32x4.shr_s(i32x4.add(levels, i32x4.splat(1 << 19)), 20));
}

/** The pixel between four rows of four, the first of which begins at `at`, times 2^20. `weights`: offsets into both tables. */
function cubicAt(at: usize, stride: usize, weights: u32): v128 {
  const rows = <usize>(weights >> 16);
  const columns = <usize>(weights & 0xffff);
  const second = at + stride;
  const third = second + stride;
  const fourth = third + stride;
  const upper = v128.load(rows, cubicRows);
  const lower = v128.load(rows, cubicRows + 16);
  const left0 = v128.load_ext<u8>(at);
  const left1 = v128.load_ext<u8>(second);
  const left2 = v128.load_ext<u8>(third);
  const left3 = v128.load_ext<u8>(fourth);
  const first = mixedRows(interleaveLow(left0, left1), interleaveLow(left2, left3), upper, lower);
  const next = mixedRows(interleaveHigh(left0, left1), interleaveHigh(left2, left3), upper, lower);
  const left = i16x8.narrow_i32x4_s(first, next);
  const right0 = v128.load_ext<u8>(at, 8);
  const right1 = v128.load_ext<u8>(second, 8);
  const right2 = v128.load_ext<u8>(third, 8);
  const right3 = v128.load_ext<u8>(fourth, 8);
  const penultimate = mixedRows(interleaveLow(right0, right1), interleaveLow(right2, right3), upper, lower);
  const last = mixedRows(interleaveHigh(right0, right1), interleaveHigh(right2, right3), upper, lower);
  const right = i16x8.narrow_i32x4_s(penultimate, last);
  return i32x4.add(
    i32x4.dot_i16x8_s(interleaveLow(left, right), v128.load(columns, cubicColumns)),
    i32x4.dot_i16x8_s(interleaveHigh(left, right), v128.load(columns, cubicColumns + 16)),
  );
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
    const weights = ((gridX & 31) << 5) | ((gridY & 31) << 21);
    store<u32>(dst + (<usize>x << 2), rounded(cubicAt(patch, 16, weights)));
  }
}
