/*
 * Where the samples of a row lie in their source, and with which weights.
 *
 * Computes: from the positions of a path (path.ts), for the columns of one row at a time, the address of a sample's first
 *   pixel, and the fractions of 1/32 between pixels.
 * Layout: addresses are i32, in a path's third array; weights u16, in its fourth one: 256 times the fraction down, or what
 *   stands for it, and 8 times that along the row.
 * Rounding: as in path.ts.
 * Cost per column: an eighth of 26 vector operations; beside the source a quarter of 20.
 */
import { pathArray, wrapped } from './path';
import { interleaveHigh, interleaveLow } from './warp';

/** Vectors that are the same all along a row: as constants, the engine would make them anew in every turn of a loop. */
const placing: usize = memory.data(128, 16);

/** Fills one of the vectors at `placing`. */
function keep(value: i32, index: usize): void {
  v128.store(placing + (index << 4), i32x4.splat(value));
}

/** Rows of a source up to this many bytes apart, and fewer pixels than this along both axes, have their places in 16 bits. */
const farthestRow: usize = 32767;
const mostReach: i32 = 2047;

/**
 * Notes where columns `x0..x1` of one row lie, all inside the source; what is noted for up to seven more means nothing.
 * `stride`, `step`: bytes from row to row and from pixel to pixel.
 */
export function placeInside(
  path: usize,
  columns: i32,
  src: usize,
  stride: usize,
  step: i32,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  if (x0 >= x1) return;
  const array = pathArray(columns);
  const first = path + (<usize>x0 << 2);
  const last = path + (<usize>(x1 - 1) << 2);
  const baseX = wrapped(rowX);
  const baseY = wrapped(rowY);
  // Counted from the stretch's own upper left corner, places are small numbers.
  const firstX = (load<i32>(first) + baseX) >> 10;
  const firstY = (load<i32>(first + array) + baseY) >> 10;
  const lastX = (load<i32>(last) + baseX) >> 10;
  const lastY = (load<i32>(last + array) + baseY) >> 10;
  const left = min(firstX, lastX);
  const above = min(firstY, lastY);
  keep(baseX - (left << 10), 0);
  keep(baseY - (above << 10), 1);
  keep(<i32>(src + <usize>above * stride) + left * step, 2);
  const weights = path + array * 3 + (<usize>x0 << 1);
  if (max(abs(lastX - firstX), abs(lastY - firstY)) < mostReach && stride <= farthestRow) {
    keep((<i32>stride << 16) | step, 3);
    keep(0x00f800f8, 4);
    keep(0x1f001f00, 5);
    placeWords(array, weights, first, last);
  } else {
    keep(<i32>stride, 3);
    keep(step, 4);
    keep(31, 5);
    placeFar(array, weights, first, last);
  }
}

/** Eight columns at a time, in 16 bits. */
function placeWords(array: usize, weights: usize, at: usize, last: usize): void {
  for (; at <= last; at += 32) {
    const ys = at + array;
    const gridX = i16x8.narrow_i32x4_u(
      i32x4.shr_s(i32x4.add(v128.load(at), v128.load(placing)), 5),
      i32x4.shr_s(i32x4.add(v128.load(at, 16), v128.load(placing)), 5),
    );
    const gridY = i16x8.narrow_i32x4_u(
      i32x4.shr_s(i32x4.add(v128.load(ys), v128.load(placing, 16)), 5),
      i32x4.shr_s(i32x4.add(v128.load(ys, 16), v128.load(placing, 16)), 5),
    );
    const weightsX = v128.and(i16x8.shl(gridX, 3), v128.load(placing, 64));
    v128.store(weights, v128.or(weightsX, v128.and(i16x8.shl(gridY, 8), v128.load(placing, 80))));
    const pixels = i16x8.shr_u(gridX, 5);
    const rows = i16x8.shr_u(gridY, 5);
    const low = i32x4.dot_i16x8_s(interleaveLow(pixels, rows), v128.load(placing, 48));
    const high = i32x4.dot_i16x8_s(interleaveHigh(pixels, rows), v128.load(placing, 48));
    const places = ys + array;
    v128.store(places, i32x4.add(low, v128.load(placing, 32)));
    v128.store(places, i32x4.add(high, v128.load(placing, 32)), 16);
    weights += 16;
  }
}

/** The same, four at a time, for sources of long rows and for stretches that skip most of one. */
function placeFar(array: usize, weights: usize, at: usize, last: usize): void {
  for (; at <= last; at += 16) {
    const gridX = i32x4.shr_s(i32x4.add(v128.load(at), v128.load(placing)), 5);
    const gridY = i32x4.shr_s(i32x4.add(v128.load(at + array), v128.load(placing, 16)), 5);
    const rows = i32x4.mul(i32x4.shr_s(gridY, 5), v128.load(placing, 48));
    const pixels = i32x4.mul(i32x4.shr_s(gridX, 5), v128.load(placing, 64));
    v128.store(at + array * 2, i32x4.add(i32x4.add(rows, pixels), v128.load(placing, 32)));
    noteWeights(weights, v128.and(gridX, v128.load(placing, 80)), v128.and(gridY, v128.load(placing, 80)));
    weights += 8;
  }
}

/** Of four columns. */
function noteWeights(weights: usize, along: v128, down: v128): void {
  const four = v128.or(i32x4.shl(along, 3), i32x4.shl(down, 8));
  v128.store64_lane(weights, i16x8.narrow_i32x4_u(four, four), 0);
}

/**
 * As `placeInside` for RGBA, wherever the positions lie: they are moved into the source first, which is what reading its
 * nearest edge pixel means. A source of one row or column is not for this function.
 */
export function placeAnywhere(
  path: usize,
  columns: i32,
  src: usize,
  width: i32,
  height: i32,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  const array = pathArray(columns);
  const zero = i32x4.splat(0);
  keep(wrapped(rowX), 0);
  keep(wrapped(rowY), 1);
  keep(<i32>src, 2);
  keep(width << 2, 3);
  keep((width - 1) << 5, 4);
  keep(31, 5);
  keep((height - 1) << 5, 6);
  keep(height - 2, 7);
  const end = path + (<usize>x1 << 2);
  let weights = path + array * 3 + (<usize>x0 << 1);
  for (let at = path + (<usize>x0 << 2); at < end; at += 16) {
    const finestX = i32x4.shr_s(i32x4.add(v128.load(at), v128.load(placing)), 5);
    const finestY = i32x4.shr_s(i32x4.add(v128.load(at + array), v128.load(placing, 16)), 5);
    const gridX = i32x4.min_s(i32x4.max_s(finestX, zero), v128.load(placing, 64));
    const gridY = i32x4.min_s(i32x4.max_s(finestY, zero), v128.load(placing, 96));
    const row = i32x4.min_s(i32x4.shr_s(gridY, 5), v128.load(placing, 112));
    const rows = i32x4.add(i32x4.mul(row, v128.load(placing, 48)), v128.load(placing, 32));
    v128.store(at + array * 2, i32x4.add(rows, i32x4.shl(i32x4.shr_s(gridX, 5), 2)));
    noteWeights(weights, v128.and(gridX, v128.load(placing, 80)), i32x4.sub(gridY, i32x4.shl(row, 5)));
    weights += 8;
  }
}

/** In place of a fraction down: a sample's first row alone, and its last one. */
export const firstRowAlone: i32 = 32;
export const lastRowAlone: i32 = 33;

/**
 * As `placeInside`, for positions that read the source's nearest edge pixels. Beyond an edge by a whole reach of the filter,
 * one line is all it reads: a column's weights at its middle are 0 but for that column, and the first or last row has a
 * weight of its own. What is nearer to an edge gets a place in memory, but not the right one. At least four rows.
 */
export function placeClamped(
  path: usize,
  columns: i32,
  src: usize,
  width: i32,
  height: i32,
  x0: i32,
  x1: i32,
  rowX: f64,
  rowY: f64,
): void {
  const array = pathArray(columns);
  const zero = i32x4.splat(0);
  keep(wrapped(rowX), 0);
  keep(wrapped(rowY), 1);
  keep(<i32>src - (width << 2) - 4, 2);
  keep(width << 2, 3);
  keep((width - 1) << 5, 4);
  keep(31, 5);
  keep(1, 6);
  keep(height - 3, 7);
  const end = path + (<usize>x1 << 2);
  let weights = path + array * 3 + (<usize>x0 << 1);
  for (let at = path + (<usize>x0 << 2); at < end; at += 16) {
    const finestX = i32x4.shr_s(i32x4.add(v128.load(at), v128.load(placing)), 5);
    const gridX = i32x4.min_s(i32x4.max_s(finestX, zero), v128.load(placing, 64));
    const gridY = i32x4.shr_s(i32x4.add(v128.load(at + array), v128.load(placing, 16)), 5);
    const wanted = i32x4.shr_s(gridY, 5);
    const row = i32x4.min_s(i32x4.max_s(wanted, v128.load(placing, 96)), v128.load(placing, 112));
    // 32 for a row above, 33 for one below: a comparison gives -1 where it holds.
    const beside = i32x4.sub(i32x4.splat(firstRowAlone), i32x4.gt_s(wanted, row));
    const down = v128.bitselect(v128.and(gridY, v128.load(placing, 80)), beside, i32x4.eq(wanted, row));
    const rows = i32x4.add(i32x4.mul(row, v128.load(placing, 48)), v128.load(placing, 32));
    v128.store(at + array * 2, i32x4.add(rows, i32x4.shl(i32x4.shr_s(gridX, 5), 2)));
    noteWeights(weights, v128.and(gridX, v128.load(placing, 80)), down);
    weights += 8;
  }
}
