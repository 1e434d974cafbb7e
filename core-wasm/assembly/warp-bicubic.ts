/*
 * Bicubic samples of pictures along a row; warp.ts goes through the rows.
 *
 * Computes: each destination pixel from the 4x4 source pixels around its position (R. Keys, 1981, a = -0.75).
 * Layout: RGBA, rows without gaps. Scratch: a path (path.ts) and 64 bytes for the rim after it.
 * Rounding: weights of 14 bits on the 1/32 grid, down the columns cut to 1/64 level, then along the row, rounded at the end.
 * Cost per pixel: eight 8-byte loads and about 40 vector operations; several times that on the two pixels along an edge of
 *   the source to either side, where only some of the sixteen lie inside.
 */
import { clearUnseen, farthest, findSpan, fine, gridOf, pathArray, pathScratch, spanFrom, spanTo, within, wrapped } from './path';
import { firstRowAlone, lastRowAlone, placeClamped, placeInside } from './places';
import { packPixel, pixelAt } from './sample';
import { interleaveHigh, interleaveLow } from './warp';

/** Columns worked on at a time: fewer than for bilinear samples, since each one reads from four rows of the source. */
export const cubicColumnsAtOnce: i32 = 20;

/**
 * Weights of 14 bits as pairs of i16, where a path's notes find them (path.ts): a row's for taps 0 and 1, then 2 and 3,
 * 256 bytes after the row's before; a column's for taps 0 and 2, then 1 and 3, 8 bytes after the column's before. Two more
 * entries for rows are the first tap alone and the last one alone.
 */
const cubicRows: usize = memory.data(33 * 256 + 8, 16);
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
  store<u32>(cubicRows + (firstRowAlone << 8), 16384);
  store<u32>(cubicRows + (lastRowAlone << 8), 16384 << 16, 4);
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

/**
 * Columns `x0..x1` of one row; pixel x0 is written to `out`. What has all sixteen pixels inside, and with an edge border what
 * has none of a line between them, runs without bounds tests.
 */
export function cubicRow(
  src: usize,
  width: i32,
  height: i32,
  out: usize,
  path: usize,
  columns: i32,
  x0: i32,
  x1: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
  edge: bool,
): void {
  const stride = <usize>width << 2;
  const right = <f64>(width - 2) * fine;
  const bottom = <f64>(height - 2) * fine;
  if (within(stepX, rowX, fine, right, x0, x1) && within(stepY, rowY, fine, bottom, x0, x1)) {
    placeInside(path, columns, src - stride - 4, stride, 4, x0, x1, rowX, rowY);
    cubicPlaced(stride, out, path, columns, x0, x1);
    return;
  }
  const near = within(stepX, rowX, -farthest, farthest, x0, x1) && within(stepY, rowY, -farthest, farthest, x0, x1);
  if (edge && height >= 4 && near) {
    placeClamped(path, columns, src, width, height, x0, x1, rowX, rowY);
    cubicPlaced(stride, out, path, columns, x0, x1);
    mendEdges(src, width, height, out, path, columns, x0, x1, rowX, rowY);
    return;
  }
  let from = x0;
  let to = x1;
  if (!edge) {
    clearUnseen(out, width, height, 2, x0, x1, stepX, rowX, stepY, rowY);
    from = spanFrom;
    to = spanTo;
  }
  findSpan(stepX, rowX, fine, right, stepY, rowY, fine, bottom, from, to);
  const start = spanFrom < spanTo ? spanFrom : to;
  const end = spanFrom < spanTo ? spanTo : to;
  const inside = out + (<usize>(start - x0) << 2);
  cubicRim(src, width, height, out + (<usize>(from - x0) << 2), path + pathScratch(columns), from, start, stepX, rowX, stepY, rowY, edge);
  if (start < end) {
    placeInside(path, columns, src - stride - 4, stride, 4, start, end, rowX, rowY);
    cubicPlaced(stride, inside, path, columns, start, end);
  }
  cubicRim(src, width, height, out + (<usize>(end - x0) << 2), path + pathScratch(columns), end, to, stepX, rowX, stepY, rowY, edge);
}

/** Samples the columns `x0..x1` that a path has noted; pixel x0 is written to `out`. */
function cubicPlaced(stride: usize, out: usize, path: usize, columns: i32, x0: i32, x1: i32): void {
  const array = pathArray(columns);
  let at = path + array * 2 + (<usize>x0 << 2);
  let weights = path + array * 3 + (<usize>x0 << 1);
  const groups = at + (<usize>((x1 - x0) & -4) << 2);
  for (; at < groups; at += 16) {
    const low = roundedTwo(
      cubicAt(load<u32>(at), stride, load<u16>(weights)),
      cubicAt(load<u32>(at, 4), stride, load<u16>(weights, 2)),
    );
    const high = roundedTwo(
      cubicAt(load<u32>(at, 8), stride, load<u16>(weights, 4)),
      cubicAt(load<u32>(at, 12), stride, load<u16>(weights, 6)),
    );
    v128.store(out, i8x16.narrow_i16x8_u(low, high));
    weights += 8;
    out += 16;
  }
  const end = path + array * 2 + (<usize>x1 << 2);
  for (; at < end; at += 4) {
    store<u32>(out, rounded(cubicAt(load<u32>(at), stride, load<u16>(weights))));
    weights += 2;
    out += 4;
  }
}

/** Samples those of the columns `x0..x1` again that read some pixels of an edge and some beside it; pixel x0 is at `out`. */
function mendEdges(
  src: usize,
  width: i32,
  height: i32,
  out: usize,
  path: usize,
  columns: i32,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  const ys = path + pathArray(columns);
  const patch = path + pathScratch(columns);
  const baseX = wrapped(rowX);
  const baseY = wrapped(rowY);
  for (let x = x0; x < x1; x++) {
    const gridX = (load<i32>(path + (<usize>x << 2)) + baseX) >> 5;
    const gridY = (load<i32>(ys + (<usize>x << 2)) + baseY) >> 5;
    if (crosses(gridX >> 5, width) || crosses(gridY >> 5, height)) {
      store<u32>(out + (<usize>(x - x0) << 2), cubicAnywhere(src, width, height, gridX, gridY, true, patch));
    }
  }
}

/** Whether the taps around a place reach over an edge of a line of pixels, and not all of them. */
function crosses(place: i32, length: i32): bool {
  return <u32>(place + 1) < 2 || <u32>(place - length + 2) < 2;
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
  const rows = <usize>(weights & 0x3f00);
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

/** Columns `x0..x1` of one row wherever they lie; pixel x0 is written to `out`. */
function cubicRim(
  src: usize,
  width: i32,
  height: i32,
  out: usize,
  patch: usize,
  x0: i32,
  x1: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
  edge: bool,
): void {
  for (let x = x0; x < x1; x++) {
    const gridX = gridOf(stepX, rowX, x);
    const gridY = gridOf(stepY, rowY, x);
    store<u32>(out, cubicAnywhere(src, width, height, gridX, gridY, edge, patch));
    out += 4;
  }
}

/** The sample at any grid position; its pixels are first laid out at `patch`, 64 bytes. */
function cubicAnywhere(
  src: usize,
  width: i32,
  height: i32,
  gridX: i32,
  gridY: i32,
  edge: bool,
  patch: usize,
): u32 {
  for (let i = 0; i < 16; i++) {
    const pixel = pixelAt(src, width, height, (gridX >> 5) - 1 + (i & 3), (gridY >> 5) - 1 + (i >> 2), edge);
    store<u32>(patch + (<usize>i << 2), pixel);
  }
  return rounded(cubicAt(patch, 16, ((gridX & 31) << 3) | ((gridY & 31) << 8)));
}
