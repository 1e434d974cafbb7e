/*
 * A Gaussian blur of a plane by three box blurs.
 *
 * Computes: three boxes along every row, then three down every column; outside counts as the nearest edge pixel. A box counts
 *   `whole` values on either side in full and the next one by `part`, so that any sigma is met (P. Gwosdek et al., 2011).
 * Layout: planes of f32, rows without gaps, 16 spare bytes behind each. Rows are turned four at a time, so that a vector
 *   holds one column of them. Scratch: two such lines, and one sum per column.
 * Rounding: running sums in 32-bit floats.
 * Cost: per value, six times an addition, a subtraction and two multiplications, four values at a time.
 */

/** Bytes of the constants: what the next value counts, and one over the sum of the weights, as whole vectors. */
const constantBytes: usize = 32;

/** Bytes of a plane with its spare ones. */
export function planeBytes(width: i32, height: i32): usize {
  return (((<usize>width * <usize>height) << 2) + 31) & ~15;
}

function lineBytes(width: i32, whole: i32): usize {
  return <usize>(width + 2 * (whole + 1) + 4) << 4;
}

export function boxScratch(width: i32, whole: i32): usize {
  return constantBytes + 2 * lineBytes(width, whole);
}

/** `whole` below 0 copies. `between` holds a plane of the same size; the three planes are different ones. */
export function boxBlur(
  src: usize,
  dst: usize,
  between: usize,
  width: i32,
  height: i32,
  whole: i32,
  part: f32,
  scratch: usize,
): void {
  if (whole < 0) {
    memory.copy(dst, src, (<usize>width * <usize>height) << 2);
    return;
  }
  v128.store(scratch, f32x4.splat(part));
  v128.store(scratch, f32x4.splat(1 / (2 * (<f32>whole + part) + 1)), 16);
  const lines = scratch + constantBytes;
  for (let y = 0; y < height; y += 4) blurRows(src, between, width, height, y, whole, scratch, lines);
  boxColumns(between, dst, width, height, whole, scratch, lines);
  boxColumns(dst, between, width, height, whole, scratch, lines);
  boxColumns(between, dst, width, height, whole, scratch, lines);
}

/** Three boxes along four rows from `y` on; rows beyond the last stand for the last. */
function blurRows(
  src: usize,
  dst: usize,
  width: i32,
  height: i32,
  y: i32,
  whole: i32,
  constants: usize,
  lines: usize,
): void {
  const last = height - 1;
  const row0 = <usize>(y * width) << 2;
  const row1 = <usize>(min(y + 1, last) * width) << 2;
  const row2 = <usize>(min(y + 2, last) * width) << 2;
  const row3 = <usize>(min(y + 3, last) * width) << 2;
  const room = <usize>(whole + 1) << 4;
  const other = lines + lineBytes(width, whole);
  const bytes = <usize>width << 2;
  let to = lines + room;
  for (let x: usize = 0; x < bytes; x += 16) {
    turn(
      v128.load(src + row0 + x),
      v128.load(src + row1 + x),
      v128.load(src + row2 + x),
      v128.load(src + row3 + x),
      to,
    );
    to += 64;
  }
  boxLine(lines, other, width, whole, constants);
  boxLine(other, lines, width, whole, constants);
  boxLine(lines, other, width, whole, constants);
  let from = other + room;
  let x: usize = 0;
  for (; x + 16 <= bytes; x += 16) {
    turn(v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), from);
    v128.store(dst + row3 + x, v128.load(from, 48));
    v128.store(dst + row2 + x, v128.load(from, 32));
    v128.store(dst + row1 + x, v128.load(from, 16));
    v128.store(dst + row0 + x, v128.load(from));
    from += 64;
  }
  for (; x < bytes; x += 4) {
    const column = v128.load(from);
    v128.store32_lane(dst + row3 + x, column, 3);
    v128.store32_lane(dst + row2 + x, column, 2);
    v128.store32_lane(dst + row1 + x, column, 1);
    v128.store32_lane(dst + row0 + x, column, 0);
    from += 16;
  }
}

/** Stores the columns of four rows of four. */
function turn(p: v128, q: v128, r: v128, s: v128, to: usize): void {
  const pr = v128.shuffle<i32>(p, r, 0, 4, 1, 5);
  const qs = v128.shuffle<i32>(q, s, 0, 4, 1, 5);
  const prHigh = v128.shuffle<i32>(p, r, 2, 6, 3, 7);
  const qsHigh = v128.shuffle<i32>(q, s, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(pr, qs, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<i32>(pr, qs, 2, 6, 3, 7), 16);
  v128.store(to, v128.shuffle<i32>(prHigh, qsHigh, 0, 4, 1, 5), 32);
  v128.store(to, v128.shuffle<i32>(prHigh, qsHigh, 2, 6, 3, 7), 48);
}

/** The box along a line of vectors, whose values begin `whole + 1` vectors after it; what lies before and behind is filled in. */
function boxLine(line: usize, out: usize, width: i32, whole: i32, constants: usize): void {
  const room = <usize>(whole + 1) << 4;
  const span = room << 1;
  const end = line + room + (<usize>width << 4);
  const first = v128.load(line + room);
  const last = v128.load(end - 16);
  for (let at = line; at < line + room; at += 16) v128.store(at, first);
  for (let at = end; at < end + room; at += 16) v128.store(at, last);
  let sum = f32x4.splat(0);
  for (let at = line + 16; at < line + span; at += 16) sum = f32x4.add(sum, v128.load(at));
  let to = out + room;
  for (let at = line; at < end - room; at += 16) {
    const next = v128.load(at + span);
    const ends = f32x4.mul(v128.load(constants), f32x4.add(v128.load(at), next));
    v128.store(to, f32x4.mul(f32x4.add(sum, ends), v128.load(constants, 16)));
    sum = f32x4.add(sum, f32x4.sub(next, v128.load(at, 16)));
    to += 16;
  }
}

/** The box down each column once. Rows are written in order: what is stored beyond the end of one is overwritten by the next. */
function boxColumns(
  src: usize,
  dst: usize,
  width: i32,
  height: i32,
  whole: i32,
  constants: usize,
  sums: usize,
): void {
  const bytes = <usize>width << 2;
  memory.fill(sums, 0, bytes + 16);
  for (let y = -whole; y <= whole; y++) {
    const row = rowAt(src, width, height, y);
    for (let x: usize = 0; x < bytes; x += 16) {
      v128.store(sums + x, f32x4.add(v128.load(sums + x), v128.load(row + x)));
    }
  }
  for (let y = 0; y < height; y++) {
    const above = rowAt(src, width, height, y - whole - 1);
    const first = rowAt(src, width, height, y - whole);
    const next = rowAt(src, width, height, y + whole + 1);
    const row = dst + <usize>y * bytes;
    for (let x: usize = 0; x < bytes; x += 16) {
      const entering = v128.load(next + x);
      const sum = v128.load(sums + x);
      const ends = f32x4.mul(v128.load(constants), f32x4.add(v128.load(above + x), entering));
      v128.store(row + x, f32x4.mul(f32x4.add(sum, ends), v128.load(constants, 16)));
      v128.store(sums + x, f32x4.add(sum, f32x4.sub(entering, v128.load(first + x))));
    }
  }
}

function rowAt(plane: usize, width: i32, height: i32, y: i32): usize {
  return plane + (<usize>(min(max(y, 0), height - 1) * width) << 2);
}
