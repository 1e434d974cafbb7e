/*
 * Positions and samples between pixels.
 *
 * Computes: where a row of the destination meets the source, on a grid of 1/32 pixel (OpenCV's INTER_BITS = 5), and RGBA
 *   samples between four pixels.
 * Layout: RGBA, 4 bytes per pixel, rows without gaps; `stride` is bytes per row. A path (its scratch space) holds, per
 *   destination column, how far it lies from the row's start in x and in y, and then for one row at a time where its
 *   samples lie: four arrays of i32.
 * Rounding: as cv2.warpAffine has it: row starts and column distances are rounded to 1/1024 pixel each (ties to even),
 *   their sum to 1/32. Sample = (sum of weights 0..1024 times bytes + 512) >> 10, exact.
 * Cost per pixel: two 8-byte loads, three weights from tables, about 10 vector operations; a quarter of 15 for the places.
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

/** Parts of a pixel in which positions are added up. */
export const fine: f64 = 1024;

/** 33 entries of 32 bytes: eight i16 of 32 - f, eight of f. */
const rowWeights: usize = memory.data(33 * 32, 16);
/** 33 entries of 16 bytes: four pairs of i16, 32 - f and f. */
const columnWeights: usize = memory.data(33 * 16, 16);

/** Fills the tables of weights; called once. */
export function prepareSample(): void {
  for (let f = 0; f <= 32; f++) {
    const rows = rowWeights + (<usize>f << 5);
    v128.store(rows, i16x8.splat(<i16>(32 - f)));
    v128.store(rows, i16x8.splat(<i16>f), 16);
    v128.store(columnWeights + (<usize>f << 4), i32x4.splat((32 - f) | (f << 16)));
  }
}

/** Bytes of one of a path's arrays. */
export function pathArray(width: i32): usize {
  return (<usize>width << 2) + 32;
}

/** Bytes of a path for `width` columns. */
export function pathScratch(width: i32): usize {
  return pathArray(width) * 4;
}

/** Notes how far each column lies from its row's start. `a`, `c`: source pixels per destination pixel. */
export function preparePath(path: usize, width: i32, a: f64, c: f64): void {
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

/** The first x in `x0..x1` from which on column x is past `limit` in its direction; `x1` when there is none. Exact, by halving. */
export function crossing(step: f64, row: f64, limit: f64, x0: i32, x1: i32): i32 {
  while (x0 < x1) {
    const x = (x0 + x1) >> 1;
    const value = nearest(step * <f64>x) + row;
    if (step >= 0 ? value >= limit : value < limit) x1 = x;
    else x0 = x + 1;
  }
  return x0;
}

/** Where `low <= position < high` begins. All are in 1/1024 pixel, `step` per column. */
export function spanStart(step: f64, row: f64, low: f64, high: f64, x0: i32, x1: i32): i32 {
  return crossing(step, row, step >= 0 ? low : high, x0, x1);
}

/** Where it ends, at or after the start. */
export function spanEnd(step: f64, row: f64, low: f64, high: f64, x0: i32, x1: i32): i32 {
  return crossing(step, row, step >= 0 ? high : low, x0, x1);
}

/**
 * Mixes two pixels of an upper row with two of a lower one, 8 bytes each; 4 levels as i32, in 1/1024.
 * `weightsX`, `weightsY`: places in the tables, whose addresses are part of the load instructions.
 */
function mixAt(upper: v128, lower: v128, weightsX: usize, weightsY: usize): v128 {
  const column = i16x8.add(
    i16x8.mul(upper, v128.load(weightsY, rowWeights)),
    i16x8.mul(lower, v128.load(weightsY, rowWeights + 16)),
  );
  const right = v128.shuffle<u32>(column, column, 2, 3, 2, 3);
  const both = v128.shuffle<u16>(column, right, 0, 8, 1, 9, 2, 10, 3, 11);
  return i32x4.dot_i16x8_s(both, v128.load(weightsX, columnWeights));
}

/** Rounds 1/1024 levels to whole ones. */
function rounded(levels: v128): v128 {
  return i32x4.shr_s(i32x4.add(levels, i32x4.splat(512)), 10);
}

/** As mixAt at fractions of 1/32, rounded. */
function mix(upper: v128, lower: v128, fx: i32, fy: i32): v128 {
  return rounded(mixAt(upper, lower, <usize>fx << 4, <usize>fy << 5));
}

/** The sample at a grid position whose four pixels all lie inside; 4 levels as i32. */
export function sampleInside(src: usize, stride: usize, gridX: i32, gridY: i32): v128 {
  const at = src + <usize>(gridY >> 5) * stride + (<usize>(gridX >> 5) << 2);
  return mix(v128.load_ext<u8>(at), v128.load_ext<u8>(at + stride), gridX & 31, gridY & 31);
}

/** One pixel; outside the picture it is 0, or the nearest one of the edge. */
export function pixelAt(src: usize, width: i32, height: i32, x: i32, y: i32, edge: bool): u32 {
  if (edge) {
    x = min(max(x, 0), width - 1);
    y = min(max(y, 0), height - 1);
  } else if (<u32>x >= <u32>width || <u32>y >= <u32>height) {
    return 0;
  }
  return load<u32>(src + ((<usize>y * <usize>width + <usize>x) << 2));
}

/** The sample at any grid position; 4 levels as i32. */
export function sampleAnywhere(src: usize, width: i32, height: i32, gridX: i32, gridY: i32, edge: bool): v128 {
  const x = gridX >> 5;
  const y = gridY >> 5;
  const upper = i32x4.replace_lane(
    i32x4.splat(pixelAt(src, width, height, x, y, edge)),
    1,
    pixelAt(src, width, height, x + 1, y, edge),
  );
  const lower = i32x4.replace_lane(
    i32x4.splat(pixelAt(src, width, height, x, y + 1, edge)),
    1,
    pixelAt(src, width, height, x + 1, y + 1, edge),
  );
  return mix(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower), gridX & 31, gridY & 31);
}

/** Four levels as i32, clamped to bytes, as one pixel. */
export function packPixel(levels: v128): u32 {
  const words = i16x8.narrow_i32x4_s(levels, levels);
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
}

/** Whether positions from the first to the last column lie before the last pixel of a line: they only grow, or only fall. */
function between(first: usize, last: usize, base: i32, length: i32): bool {
  const limit = <u32>((length - 1) << 5);
  return <u32>((load<i32>(first) + base) >> 5) < limit && <u32>((load<i32>(last) + base) >> 5) < limit;
}

/**
 * Notes for columns `x0..x1` of one row the byte offset of the upper left pixel and the offsets of both weights (y in the
 * upper 16 bits). Positions are moved into the source first, which is what reading its nearest edge pixel means; a source
 * of one row or column is not for this function.
 */
function placeRow(path: usize, columns: i32, width: i32, height: i32, x0: i32, x1: i32, rowX: f64, rowY: f64): void {
  const array = pathArray(columns);
  const zero = i32x4.splat(0);
  const fraction = i32x4.splat(31);
  const baseX = i32x4.splat(wrapped(rowX));
  const baseY = i32x4.splat(wrapped(rowY));
  const right = i32x4.splat((width - 1) << 5);
  const bottom = i32x4.splat((height - 1) << 5);
  const lastRow = i32x4.splat(height - 2);
  const stride = i32x4.splat(width << 2);
  let at = path + (<usize>x0 << 2);
  const end = path + (<usize>x1 << 2);
  if (between(at, end - 4, wrapped(rowX), width) && between(at + array, end + array - 4, wrapped(rowY), height)) {
    for (; at < end; at += 16) {
      const gridX = i32x4.shr_s(i32x4.add(v128.load(at), baseX), 5);
      const gridY = i32x4.shr_s(i32x4.add(v128.load(at + array), baseY), 5);
      const rows = i32x4.mul(i32x4.shr_s(gridY, 5), stride);
      const weightsX = i32x4.shl(v128.and(gridX, fraction), 4);
      v128.store(at + array * 2, i32x4.add(rows, i32x4.shl(i32x4.shr_s(gridX, 5), 2)));
      v128.store(at + array * 3, v128.or(weightsX, i32x4.shl(v128.and(gridY, fraction), 21)));
    }
    return;
  }
  for (; at < end; at += 16) {
    const finestX = i32x4.shr_s(i32x4.add(v128.load(at), baseX), 5);
    const finestY = i32x4.shr_s(i32x4.add(v128.load(at + array), baseY), 5);
    const gridX = i32x4.min_s(i32x4.max_s(finestX, zero), right);
    const gridY = i32x4.min_s(i32x4.max_s(finestY, zero), bottom);
    const row = i32x4.min_s(i32x4.shr_s(gridY, 5), lastRow);
    const offset = i32x4.add(i32x4.mul(row, stride), i32x4.shl(i32x4.shr_s(gridX, 5), 2));
    const weights = v128.or(
      i32x4.shl(v128.and(gridX, fraction), 4),
      i32x4.shl(i32x4.sub(gridY, i32x4.shl(row, 5)), 21),
    );
    v128.store(at + array * 2, offset);
    v128.store(at + array * 3, weights);
  }
}

/** Copies the row when its samples are the source's own pixels one after another; whether they are. */
function copyRow(
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
): bool {
  const ys = path + pathArray(columns);
  const first = <usize>x0 << 2;
  const last = <usize>(x1 - 1) << 2;
  const step = load<i32>(path + last) - load<i32>(path + first);
  if (step !== (x1 - 1 - x0) << 10 || load<i32>(ys + last) !== load<i32>(ys + first)) return false;
  const atX = load<i32>(path + first) + wrapped(rowX) - 16;
  const atY = load<i32>(ys + first) + wrapped(rowY) - 16;
  if (((atX | atY) & 1023) !== 0) return false;
  const x = atX >> 10;
  const y = atY >> 10;
  if (x < 0 || x + x1 - x0 > width || y < 0 || y >= height) return false;
  const pixel = <usize>y * <usize>width + <usize>x;
  memory.copy(out, src + (pixel << 2), <usize>(x1 - x0) << 2);
  return true;
}

/** One sample at a noted place, in 1/1024 level. */
function samplePlaced(src: usize, stride: usize, offset: u32, weights: u32): v128 {
  const at = src + <usize>offset;
  return mixAt(
    v128.load_ext<u8>(at),
    v128.load_ext<u8>(at + stride),
    <usize>(weights & 0xffff),
    <usize>(weights >> 16),
  );
}

/**
 * Samples columns `x0..x1` of one row into RGBA pixels at `out` (pixel x0 first): inside the source, and its nearest edge
 * pixel outside. Positions lie within 2^29 of 1/1024 pixel, the source has two rows and columns at least.
 * Writes whole groups of four pixels and then single ones, never past `x1`.
 */
export function sampleRow(
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
  if (x0 >= x1) return;
  if (copyRow(src, width, height, out, path, columns, x0, x1, rowX, rowY)) return;
  placeRow(path, columns, width, height, x0, x1, rowX, rowY);
  const stride = <usize>width << 2;
  const array = pathArray(columns);
  const half = i32x4.splat(512);
  let at = path + array * 2 + (<usize>x0 << 2);
  const groups = at + (<usize>((x1 - x0) & -4) << 2);
  for (; at < groups; at += 16) {
    const weights = at + array;
    const p0 = samplePlaced(src, stride, load<u32>(at), load<u32>(weights));
    const p1 = samplePlaced(src, stride, load<u32>(at, 4), load<u32>(weights, 4));
    const p2 = samplePlaced(src, stride, load<u32>(at, 8), load<u32>(weights, 8));
    const p3 = samplePlaced(src, stride, load<u32>(at, 12), load<u32>(weights, 12));
    const low = i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(p0, half), 10),
      i32x4.shr_s(i32x4.add(p1, half), 10),
    );
    const high = i16x8.narrow_i32x4_s(
      i32x4.shr_s(i32x4.add(p2, half), 10),
      i32x4.shr_s(i32x4.add(p3, half), 10),
    );
    v128.store(out, i8x16.narrow_i16x8_u(low, high));
    out += 16;
  }
  const end = path + array * 2 + (<usize>x1 << 2);
  for (; at < end; at += 4) {
    store<u32>(out, packPixel(rounded(samplePlaced(src, stride, load<u32>(at), load<u32>(at + array)))));
    out += 4;
  }
}

/** The grid position of a column, cut to 32 bits. */
export function gridOf(step: f64, row: f64, x: i32): i32 {
  return <i32>Math.floor((nearest(step * <f64>x) + row) / 32);
}

/** Samples `x0..x1` of one row wherever it lies; pixel x0 is written to `out`. */
function sampleRim(
  src: usize,
  width: i32,
  height: i32,
  out: usize,
  x0: i32,
  x1: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
  edge: bool,
): void {
  for (let x = x0; x < x1; x++) {
    const levels = sampleAnywhere(src, width, height, gridOf(stepX, rowX, x), gridOf(stepY, rowY, x), edge);
    store<u32>(out, packPixel(levels));
    out += 4;
  }
}

/**
 * Columns `x0..x1` of one row; pixel x0 is written to `out`. Most of it runs without bounds tests: what lies inside the
 * source, and with an edge border everything within reach of 32-bit positions. The rest goes pixel by pixel, and what sees
 * nothing of the source is cleared (when the border is transparent).
 */
export function warpRow(
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
  const low: f64 = edge ? -farthest : 0;
  const right: f64 = edge ? farthest : <f64>(width - 1) * fine;
  const bottom: f64 = edge ? farthest : <f64>(height - 1) * fine;
  const large = width >= 2 && height >= 2;
  if (large && within(stepX, rowX, low, right, x0, x1) && within(stepY, rowY, low, bottom, x0, x1)) {
    sampleRow(src, width, height, out, path, columns, x0, x1, rowX, rowY);
    return;
  }
  let from = x0;
  let to = x1;
  if (!edge) {
    const beyondX = <f64>width * fine;
    const beyondY = <f64>height * fine;
    from = max(spanStart(stepX, rowX, -fine, beyondX, x0, x1), spanStart(stepY, rowY, -fine, beyondY, x0, x1));
    to = max(from, min(spanEnd(stepX, rowX, -fine, beyondX, x0, x1), spanEnd(stepY, rowY, -fine, beyondY, x0, x1)));
    memory.fill(out, 0, <usize>(from - x0) << 2);
    memory.fill(out + (<usize>(to - x0) << 2), 0, <usize>(x1 - to) << 2);
  }
  let start = max(spanStart(stepX, rowX, low, right, from, to), spanStart(stepY, rowY, low, bottom, from, to));
  let end = min(spanEnd(stepX, rowX, low, right, from, to), spanEnd(stepY, rowY, low, bottom, from, to));
  if (start >= end || !large) {
    start = to;
    end = to;
  }
  sampleRim(src, width, height, out + (<usize>(from - x0) << 2), from, start, stepX, rowX, stepY, rowY, edge);
  sampleRow(src, width, height, out + (<usize>(start - x0) << 2), path, columns, start, end, rowX, rowY);
  sampleRim(src, width, height, out + (<usize>(end - x0) << 2), end, to, stepX, rowX, stepY, rowY, edge);
}

/** Whether all columns `x0..x1` have `low <= position < high`: positions only grow, or only fall, along a row. */
export function within(step: f64, row: f64, low: f64, high: f64, x0: i32, x1: i32): bool {
  const first = nearest(step * <f64>x0) + row;
  const last = nearest(step * <f64>(x1 - 1)) + row;
  return first >= low && first < high && last >= low && last < high;
}

/** Positions up to here, in 1/1024 pixel, add up within 32 bits. */
const farthest: f64 = 536870912;
