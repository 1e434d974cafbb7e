/*
 * Affine warp of pictures, bicubic.
 *
 * Computes: each destination pixel from the 4x4 source pixels around `dstToSrc` of its position (R. Keys, 1981, a = -0.75).
 * Layout: RGBA, rows without gaps. Scratch: a path (path.ts) and a few bytes for the rim, as much as warp.ts asks for.
 * Rounding: weights of 14 bits on the 1/32 grid, down the columns cut to 1/64 level, then along the row, rounded at the end.
 * Cost per pixel: eight 8-byte loads and about 40 vector operations.
 */
import { DONE, EMPTY, holds } from './status';
import { blockRows, findSpan, fine, gridOf, pathArray, pathScratch, preparePath, rowStart, spanFrom, spanTo } from './path';
import { packPixel, pixelAt, placeInside } from './sample';
import { interleaveHigh, interleaveLow, warpScratch } from './warp';

/** Columns worked on at a time: fewer than for bilinear samples, since each one reads from four rows of the source. */
const cubicColumnsAtOnce: i32 = 20;

/**
 * Weights of 14 bits as pairs of i16, where a path's notes find them (path.ts): a row's for taps 0 and 1, then 2 and 3,
 * 256 bytes after the row's before; a column's for taps 0 and 2, then 1 and 3, 8 bytes after the column's before.
 */
const cubicRows: usize = memory.data(31 * 256 + 8, 16);
const cubicColumns: usize = memory.data(32 * 8, 16);

/** Fills the tables of cubic weights; called once. */
export function prepareBicubic(): void {
  for (let i: usize = 0; i < 32; i++) {
    const fraction = <f64>i / 32;
    const rows = cubicRows + (i << 8);
    store<u32>(rows, weightPair(0, 1, fraction));
    store<u32>(rows, weightPair(2, 3, fraction), 4);
    const columns = cubicColumns + (i << 3);
    store<u32>(columns, weightPair(0, 2, fraction));
    store<u32>(columns, weightPair(1, 3, fraction), 4);
  }
}

function weightPair(tap: i32, other: i32, fraction: f64): u32 {
  return (wholeWeight(tap, fraction) & 0xffff) | (wholeWeight(other, fraction) << 16);
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
  for (let y0 = 0; y0 < dstHeight; y0 += blockRows) {
    const y1 = min(y0 + blockRows, dstHeight);
    for (let x0 = 0; x0 < dstWidth; x0 += cubicColumnsAtOnce) {
      const x1 = min(x0 + cubicColumnsAtOnce, dstWidth);
      let out = dst + ((<usize>y0 * <usize>dstWidth) << 2);
      for (let y = y0; y < y1; y++) {
        const rowX = rowStart(b, tx, y);
        const rowY = rowStart(d, ty, y);
        findSpan(stepX, rowX, fine, right, stepY, rowY, fine, bottom, x0, x1);
        const start = spanFrom < spanTo ? spanFrom : x1;
        const end = spanFrom < spanTo ? spanTo : x1;
        cubicRim(src, srcWidth, srcHeight, out, x0, start, stepX, rowX, stepY, rowY, edge, patch);
        cubicInside(src, <usize>srcWidth << 2, out, scratch, dstWidth, start, end, rowX, rowY);
        cubicRim(src, srcWidth, srcHeight, out, end, x1, stepX, rowX, stepY, rowY, edge, patch);
        out += <usize>dstWidth << 2;
      }
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
  if (x0 >= x1) return;
  const array = pathArray(columns);
  placeInside(path, columns, src - stride - 4, stride, false, x0, x1, rowX, rowY);
  let at = path + array * 2 + (<usize>x0 << 2);
  let out = dst + (<usize>x0 << 2);
  const groups = at + (<usize>((x1 - x0) & -4) << 2);
  for (; at < groups; at += 16) {
    const weights = at + array;
    const low = roundedTwo(
      cubicAt(load<u32>(at), stride, load<u32>(weights)),
      cubicAt(load<u32>(at, 4), stride, load<u32>(weights, 4)),
    );
    const high = roundedTwo(
      cubicAt(load<u32>(at, 8), stride, load<u32>(weights, 8)),
      cubicAt(load<u32>(at, 12), stride, load<u32>(weights, 12)),
    );
    v128.store(out, i8x16.narrow_i16x8_u(low, high));
    out += 16;
  }
  const end = path + array * 2 + (<usize>x1 << 2);
  for (; at < end; at += 4) {
    store<u32>(out, rounded(cubicAt(load<u32>(at), stride, load<u32>(at + array))));
    out += 4;
  }
}

/** Two pixels' levels times 2^20, rounded. */
function roundedTwo(low: v128, high: v128): v128 {
  const half = i32x4.splat(1 << 19);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), 20),
    i32x4.shr_s(i32x4.add(high, half), 20),
  );
}

/** Levels times 2^20, rounded and clamped. */
function rounded(levels: v128): u32 {
  return packPixel(i32x4.shr_s(i32x4.add(levels, i32x4.splat(1 << 19)), 20));
}

/** The pixel between four rows of four, the first of which begins at `at`, times 2^20. `weights`: as a path notes them. */
function cubicAt(at: usize, stride: usize, weights: u32): v128 {
  const rows = <usize>(weights & 0x1f00);
  const columns = <usize>(weights & 0xf8);
  const second = at + stride;
  const third = second + stride;
  const fourth = third + stride;
  const upper = v128.load32_splat(rows, cubicRows);
  const lower = v128.load32_splat(rows, cubicRows + 4);
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
    i32x4.dot_i16x8_s(interleaveLow(left, right), v128.load32_splat(columns, cubicColumns)),
    i32x4.dot_i16x8_s(interleaveHigh(left, right), v128.load32_splat(columns, cubicColumns + 4)),
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
    const weights = ((gridX & 31) << 3) | ((gridY & 31) << 8);
    store<u32>(dst + (<usize>x << 2), rounded(cubicAt(patch, 16, weights)));
  }
}
