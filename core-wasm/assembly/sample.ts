/*
 * Positions and samples between pixels.
 *
 * Computes: where a row of the destination meets the source, on a grid of 1/32 pixel (OpenCV's INTER_BITS = 5), and one
 *   RGBA sample between four pixels.
 * Layout: RGBA, 4 bytes per pixel, rows without gaps; `stride` is bytes per row.
 * Rounding: position = floor(32 * exact + 0.5), evaluated in 64-bit floats in the very order of the reference. Sample =
 *   (sum of weights 0..1024 times bytes + 512) >> 10, exact.
 * Cost: two 8-byte loads and about 16 vector operations per pixel inside the source; four clamped 4-byte loads at its rim.
 */

/** The first x in `x0..x1` from which on `step * x + row` is past `limit` in its direction; `x1` when there is none. Exact, by halving. */
export function crossing(step: f64, row: f64, limit: f64, x0: i32, x1: i32): i32 {
  while (x0 < x1) {
    const x = (x0 + x1) >> 1;
    const value = step * <f64>x + row;
    if (step >= 0 ? value >= limit : value < limit) x1 = x;
    else x0 = x + 1;
  }
  return x0;
}

/** Where `low <= step * x + row < high` begins. */
export function spanStart(step: f64, row: f64, low: f64, high: f64, x0: i32, x1: i32): i32 {
  return crossing(step, row, step >= 0 ? low : high, x0, x1);
}

/** Where it ends, at or after the start. */
export function spanEnd(step: f64, row: f64, low: f64, high: f64, x0: i32, x1: i32): i32 {
  return crossing(step, row, step >= 0 ? high : low, x0, x1);
}

/** Mixes two pixels of an upper row with two of a lower one (8 bytes each, widened to 16 bits); 4 levels as i32, rounded. */
export function mix(upper: v128, lower: v128, fx: i32, fy: i32): v128 {
  const column = i16x8.add(
    i16x8.shl(upper, 5),
    i16x8.mul(i16x8.sub(lower, upper), i16x8.splat(<i16>fy)),
  );
  const pairs = i8x16.shuffle(column, column, 0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
  const sum = i32x4.dot_i16x8_s(pairs, i32x4.splat(32 + fx * 65535));
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(512)), 10);
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

/** Grid positions x and y, as two i32. */
function gridAt(step: v128, at: v128, row: v128): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(f64x2.mul(step, at), row)));
}

/**
 * Samples `x0..x1` of one row, all of whose taps lie inside the source, into RGBA pixels at `out` (pixel x0 first).
 * Writes whole groups of four pixels and then single ones, never past `x1`.
 */
export function sampleRow(
  src: usize,
  stride: usize,
  out: usize,
  x0: i32,
  x1: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
): void {
  const step = f64x2.replace_lane(f64x2.splat(stepX), 1, stepY);
  const row = f64x2.replace_lane(f64x2.splat(rowX), 1, rowY);
  let x = x0;
  for (; x + 4 <= x1; x += 4) {
    let at = f64x2.splat(<f64>x);
    let grid = gridAt(step, at, row);
    const p0 = sampleInside(src, stride, i32x4.extract_lane(grid, 0), i32x4.extract_lane(grid, 1));
    at = f64x2.splat(<f64>(x + 1));
    grid = gridAt(step, at, row);
    const p1 = sampleInside(src, stride, i32x4.extract_lane(grid, 0), i32x4.extract_lane(grid, 1));
    at = f64x2.splat(<f64>(x + 2));
    grid = gridAt(step, at, row);
    const p2 = sampleInside(src, stride, i32x4.extract_lane(grid, 0), i32x4.extract_lane(grid, 1));
    at = f64x2.splat(<f64>(x + 3));
    grid = gridAt(step, at, row);
    const p3 = sampleInside(src, stride, i32x4.extract_lane(grid, 0), i32x4.extract_lane(grid, 1));
    v128.store(out, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(p0, p1), i16x8.narrow_i32x4_s(p2, p3)));
    out += 16;
  }
  for (; x < x1; x++) {
    const grid = gridAt(step, f64x2.splat(<f64>x), row);
    store<u32>(out, packPixel(sampleInside(src, stride, i32x4.extract_lane(grid, 0), i32x4.extract_lane(grid, 1))));
    out += 4;
  }
}

/** Samples `x0..x1` of one row wherever it lies; pixel x0 is written to `out`. */
export function sampleRim(
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
    const gridX = <i32>Math.floor(stepX * <f64>x + rowX);
    const gridY = <i32>Math.floor(stepY * <f64>x + rowY);
    store<u32>(out, packPixel(sampleAnywhere(src, width, height, gridX, gridY, edge)));
    out += 4;
  }
}

/**
 * One whole row of `count` pixels: the part that only sees the inside of the source runs without bounds tests, the rim
 * with them, and what sees nothing of the source is cleared (when the border is transparent).
 */
export function warpRow(
  src: usize,
  width: i32,
  height: i32,
  out: usize,
  count: i32,
  stepX: f64,
  rowX: f64,
  stepY: f64,
  rowY: f64,
  edge: bool,
): void {
  let from: i32 = 0;
  let to = count;
  if (!edge) {
    const right = <f64>(width << 5);
    const bottom = <f64>(height << 5);
    from = max(spanStart(stepX, rowX, -32, right, 0, count), spanStart(stepY, rowY, -32, bottom, 0, count));
    to = max(from, min(spanEnd(stepX, rowX, -32, right, 0, count), spanEnd(stepY, rowY, -32, bottom, 0, count)));
    memory.fill(out, 0, <usize>from << 2);
    memory.fill(out + (<usize>to << 2), 0, <usize>(count - to) << 2);
  }
  const right = <f64>((width - 1) << 5);
  const bottom = <f64>((height - 1) << 5);
  const start = max(spanStart(stepX, rowX, 0, right, from, to), spanStart(stepY, rowY, 0, bottom, from, to));
  const end = min(spanEnd(stepX, rowX, 0, right, from, to), spanEnd(stepY, rowY, 0, bottom, from, to));
  if (start >= end) {
    sampleRim(src, width, height, out + (<usize>from << 2), from, to, stepX, rowX, stepY, rowY, edge);
    return;
  }
  sampleRim(src, width, height, out + (<usize>from << 2), from, start, stepX, rowX, stepY, rowY, edge);
  sampleRow(src, <usize>width << 2, out + (<usize>start << 2), start, end, stepX, rowX, stepY, rowY);
  sampleRim(src, width, height, out + (<usize>end << 2), end, to, stepX, rowX, stepY, rowY, edge);
}
