/*
 * Where the columns of a destination meet a source, row by row.
 *
 * Computes: positions on a grid of 1/32 pixel (OpenCV's INTER_BITS = 5), and the columns of a row that lie inside the source.
 * Layout: a path (its scratch space) holds, per destination column, how far it lies from the row's start in x and in y, and
 *   then for one row at a time where its samples lie and with which weights: four arrays of i32.
 * Rounding: as cv2.warpAffine has it: row starts and column distances are rounded to 1/1024 pixel each (ties to even),
 *   their sum to 1/32.
 */

/** Source pixels that a tile of columns spans: a turned row reaches over many rows of the source, which should stay in the caches. */
const tileReach: f64 = 128;
/** Most columns of a tile. */
export const mostTileColumns: i32 = 1024;

/** Columns worked on at a time: the more, the more the source is enlarged. `a`, `c`: source pixels per column. */
export function tileColumns(a: f64, c: f64): i32 {
  const columns = tileReach / (Math.abs(a) + Math.abs(c));
  return (<i32>min<f64>(max<f64>(columns, tileReach), <f64>mostTileColumns)) & -4;
}

/**
 * Rows of the destination worked on at a time, all of their tiles: so few pages of memory are in use that the processor
 * need not look their places up again and again.
 */
export const blockRows: i32 = 32;

/** Parts of a pixel in which positions are added up. */
export const fine: f64 = 1024;

/** Bytes of one of a path's arrays. */
export function pathArray(width: i32): usize {
  return (<usize>width << 2) + 32;
}

/** Bytes of a path for `width` columns. */
export function pathScratch(width: i32): usize {
  return pathArray(width) * 4;
}

/** Whether the path prepared last skips pixels of its source along a row. */
export let sparse: bool = false;

/** Notes how far each column lies from its row's start. `a`, `c`: source pixels per destination pixel. */
export function preparePath(path: usize, width: i32, a: f64, c: f64): void {
  sparse = Math.max(Math.abs(a), Math.abs(c)) > 1.25;
  const ys = path + pathArray(width);
  for (let x = 0; x < width + 4; x++) {
    store<i32>(path + (<usize>x << 2), wrapped(nearest(a * fine * <f64>x)));
    store<i32>(ys + (<usize>x << 2), wrapped(nearest(c * fine * <f64>x)));
  }
}

/** Where a row starts, 1/64 pixel added so that cutting to the grid rounds. */
export function rowStart(perRow: f64, origin: f64, y: i32): f64 {
  return nearest((perRow * <f64>y + origin) * fine) + 16;
}

/** The low 32 bits: sums of such numbers are right wherever the sum itself fits. */
export function wrapped(value: f64): i32 {
  return <i32>(<i64>value);
}

/** The first x in `x0..x1` from which on column x is past `limit` in its direction; `x1` when there is none. Exact. */
function crossing(step: f64, row: f64, limit: f64, x0: i32, x1: i32): i32 {
  if (x0 >= x1 || isPast(step, row, limit, x0)) return x0;
  if (!isPast(step, row, limit, x1 - 1)) return x1;
  // Division says where to within rounding; where that does not do, halving does.
  const x = <i32>Math.floor((limit - row) / step);
  if (x > x0 && x + 2 < x1 && !isPast(step, row, limit, x - 1) && isPast(step, row, limit, x + 2)) {
    return x + <i32>!isPast(step, row, limit, x) + <i32>!isPast(step, row, limit, x + 1);
  }
  while (x0 < x1) {
    const middle = (x0 + x1) >> 1;
    if (isPast(step, row, limit, middle)) x1 = middle;
    else x0 = middle + 1;
  }
  return x0;
}

function isPast(step: f64, row: f64, limit: f64, x: i32): bool {
  const value = nearest(step * <f64>x) + row;
  return step >= 0 ? value >= limit : value < limit;
}

/** What `findSpan` found: columns `spanFrom..spanTo` of a row; nothing when they are equal. */
export let spanFrom: i32 = 0;
export let spanTo: i32 = 0;

/**
 * Finds the columns among `x0..x1` where `lowX <= x < highX` and `lowY <= y < highY` in the source. All positions are in
 * 1/1024 pixel, `stepX` and `stepY` per column. They only grow, or only fall, along a row.
 */
export function findSpan(
  stepX: f64,
  rowX: f64,
  lowX: f64,
  highX: f64,
  stepY: f64,
  rowY: f64,
  lowY: f64,
  highY: f64,
  x0: i32,
  x1: i32,
): void {
  if (within(stepX, rowX, lowX, highX, x0, x1) && within(stepY, rowY, lowY, highY, x0, x1)) {
    spanFrom = x0;
    spanTo = x1;
    return;
  }
  spanFrom = max(
    crossing(stepX, rowX, stepX >= 0 ? lowX : highX, x0, x1),
    crossing(stepY, rowY, stepY >= 0 ? lowY : highY, x0, x1),
  );
  spanTo = max(
    spanFrom,
    min(
      crossing(stepX, rowX, stepX >= 0 ? highX : lowX, x0, x1),
      crossing(stepY, rowY, stepY >= 0 ? highY : lowY, x0, x1),
    ),
  );
}

/** Whether all columns `x0..x1` have `low <= position < high`. */
export function within(step: f64, row: f64, low: f64, high: f64, x0: i32, x1: i32): bool {
  const first = nearest(step * <f64>x0) + row;
  const last = nearest(step * <f64>(x1 - 1)) + row;
  return first >= low && first < high && last >= low && last < high;
}

/** The grid position of a column, cut to 32 bits. */
export function gridOf(step: f64, row: f64, x: i32): i32 {
  return <i32>Math.floor((nearest(step * <f64>x) + row) / 32);
}

/** Positions up to here, in 1/1024 pixel, add up within 32 bits. */
export const farthest: f64 = 536870912;

/**
 * Clears those of the columns `x0..x1`, pixel x0 at `out`, whose samples lie `reach` pixels or more beside the source and so
 * see nothing of it. The others are `spanFrom..spanTo` then.
 */
export function clearUnseen(
  out: usize,
  width: i32,
  height: i32,
  reach: i32,
  x0: i32,
  x1: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
): void {
  const low = <f64>-reach * fine;
  const right = <f64>(width - 1 + reach) * fine;
  const bottom = <f64>(height - 1 + reach) * fine;
  findSpan(stepX, rowX, low, right, stepY, rowY, low, bottom, x0, x1);
  memory.fill(out, 0, <usize>(spanFrom - x0) << 2);
  memory.fill(out + (<usize>(spanTo - x0) << 2), 0, <usize>(x1 - spanTo) << 2);
}
