/*
 * Samples between pixels.
 *
 * Computes: RGBA samples between four pixels, one at a time and along the path of a row (path.ts).
 * Layout: RGBA, 4 bytes per pixel, rows without gaps; `stride` is bytes per row.
 * Rounding: positions as in path.ts, Sample = (sum of weights 0..1024 times bytes + 512) >> 10, exact.
 * Cost per pixel: two 8-byte loads, two weights from a table, about 8 vector operations; places as in places.ts.
 */
import {
  clearUnseen,
  farthest,
  fine,
  findSpan,
  gridOf,
  pathArray,
  spanFrom,
  spanTo,
  sparse,
  within,
  wrapped,
} from './path';
import { placeAnywhere, placeInside } from './places';

/** The weights of four pixels at fractions of 1/32, in 1/1024: 33 times (y) 32 (x) entries of upper left, lower left, upper right, lower right. */
const cellWeights: usize = memory.data(33 * 32 * 8, 16);

/** Fills the table of weights; called once. */
export function prepareSample(): void {
  for (let fy = 0; fy <= 32; fy++) {
    for (let fx = 0; fx < 32; fx++) {
      const place = cellAt(fx, fy);
      const left = 32 - fx;
      const above = 32 - fy;
      store<u32>(cellWeights + place, (left * above) | ((left * fy) << 16));
      store<u32>(cellWeights + place, (fx * above) | ((fx * fy) << 16), 4);
    }
  }
}

/** Where the weights of a place between pixels stand in their tables. */
function cellAt(fx: i32, fy: i32): usize {
  return <usize>((fy << 8) | (fx << 3));
}

/**
 * Mixes two pixels of an upper row with two of a lower one, eight i16 each; 4 levels as i32, in 1/1024.
 * `weights`: a place in the table, whose address is part of the load instructions.
 */
function mixAt(upper: v128, lower: v128, weights: usize): v128 {
  const left = v128.shuffle<u16>(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11);
  const right = v128.shuffle<u16>(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15);
  return i32x4.add(
    i32x4.dot_i16x8_s(left, v128.load32_splat(weights, cellWeights)),
    i32x4.dot_i16x8_s(right, v128.load32_splat(weights, cellWeights + 4)),
  );
}

/** Rounds 1/1024 levels to whole ones. */
function rounded(levels: v128): v128 {
  return i32x4.shr_s(i32x4.add(levels, i32x4.splat(512)), 10);
}

/** As mixAt at fractions of 1/32, rounded. */
function mix(upper: v128, lower: v128, fx: i32, fy: i32): v128 {
  return rounded(mixAt(upper, lower, cellAt(fx, fy)));
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

/** The sample whose place is noted at `place` and its weights at `weights`, in 1/1024 level. */
function samplePlaced(stride: usize, place: usize, weights: usize): v128 {
  const at = <usize>load<u32>(place);
  return mixAt(v128.load_ext<u8>(at), v128.load_ext<u8>(at + stride), <usize>load<u16>(weights));
}

/** Eight levels of 1/1024, four in each, as whole ones: an average with nothing is half of it, rounded up. */
export function wholeLevels(low: v128, high: v128): v128 {
  return i16x8.avgr_u(i16x8.narrow_i32x4_s(i32x4.shr_s(low, 9), i32x4.shr_s(high, 9)), i16x8.splat(0));
}

/**
 * Reads one pixel in four at noted places, of both rows. A row that skips pixels of its source finds few of them in the
 * caches; nothing here waits for what is read, so that the memory works on many of them at a time.
 */
function touchPlaces(stride: usize, places: usize, end: usize, kept: usize): void {
  let any: u32 = 0;
  for (; places < end; places += 16) {
    const at = <usize>load<u32>(places);
    any |= load<u32>(at) | load<u32>(at + stride);
  }
  store<u32>(kept, any);
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
  const stride = <usize>width << 2;
  const array = pathArray(columns);
  const first = path + (<usize>x0 << 2);
  const last = path + (<usize>(x1 - 1) << 2);
  if (
    between(first, last, wrapped(rowX), width) &&
    between(first + array, last + array, wrapped(rowY), height)
  ) {
    placeInside(path, columns, src, stride, 4, x0, x1, rowX, rowY);
  } else {
    placeAnywhere(path, columns, src, width, height, x0, x1, rowX, rowY);
  }
  let at = first + array * 2;
  let weights = path + array * 3 + (<usize>x0 << 1);
  const groups = at + (<usize>((x1 - x0) & -4) << 2);
  if (sparse) touchPlaces(stride, at, groups, path + array * 4 - 16);
  for (; at < groups; at += 16) {
    // Two pixels and a store, twice: with four at once the engine loads everything first and runs out of registers.
    const low = wholeLevels(samplePlaced(stride, at, weights), samplePlaced(stride, at + 4, weights + 2));
    v128.store64_lane(out, i8x16.narrow_i16x8_u(low, low), 0);
    const high = wholeLevels(
      samplePlaced(stride, at + 8, weights + 4),
      samplePlaced(stride, at + 12, weights + 6),
    );
    v128.store64_lane(out, i8x16.narrow_i16x8_u(high, high), 0, 8);
    weights += 8;
    out += 16;
  }
  for (const end = last + 4 + array * 2; at < end; at += 4) {
    store<u32>(out, packPixel(rounded(samplePlaced(stride, at, weights))));
    weights += 2;
    out += 4;
  }
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
  findSpan(stepX, rowX, low, right, stepY, rowY, low, bottom, x0, x1);
  let start = spanFrom;
  let end = spanTo;
  let from = x0;
  let to = x1;
  if (!edge) {
    clearUnseen(out, width, height, 1, x0, x1, stepX, rowX, stepY, rowY);
    from = spanFrom;
    to = spanTo;
  }
  if (start >= end || !large) {
    start = to;
    end = to;
  }
  sampleRim(src, width, height, out + (<usize>(from - x0) << 2), from, start, stepX, rowX, stepY, rowY, edge);
  sampleRow(src, width, height, out + (<usize>(start - x0) << 2), path, columns, start, end, rowX, rowY);
  sampleRim(src, width, height, out + (<usize>(end - x0) << 2), end, to, stepX, rowX, stepY, rowY, edge);
}
