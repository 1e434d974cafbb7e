/*
 * Planes of f32 at other sizes.
 *
 * Computes: the means of blocks of pixels, and back, bilinear between the blocks' centres.
 * Layout: planes of f32, rows without gaps, 16 spare bytes behind each. Scratch of the way back: a line of the smaller plane, and
 *   for every column of the larger one its place on it (i32 bytes) and the share of the next value (f32).
 * Cost: one addition per value, or three multiplications.
 */

/** Blocks that a side has. */
export function blocksOf(size: i32, factor: i32): i32 {
  return (size + factor - 1) / factor;
}

/** Writes the mean of each block of `factor` x `factor` values (fewer at the right and bottom edges), each times its weight when there are weights. */
export function reducePlane(src: usize, weights: usize, dst: usize, width: i32, height: i32, factor: i32): void {
  const columns = blocksOf(width, factor);
  const rows = blocksOf(height, factor);
  memory.fill(dst, 0, <usize>(columns * rows) << 2);
  for (let y = 0; y < height; y++) {
    let to = dst + (<usize>(y / factor * columns) << 2);
    for (let x = 0; x < width; to += 4) {
      const end = min(width, x + factor);
      let sum: f32 = 0;
      for (; x < end; x++) {
        const at = <usize>(y * width + x) << 2;
        sum += weights === 0 ? load<f32>(src + at) : load<f32>(src + at) * load<f32>(weights + at);
      }
      store<f32>(to, load<f32>(to) + sum);
    }
  }
  for (let y = 0; y < rows; y++) {
    const inRow = min(factor, height - y * factor);
    for (let x = 0; x < columns; x++) {
      const at = dst + (<usize>(y * columns + x) << 2);
      store<f32>(at, load<f32>(at) / <f32>(inRow * min(factor, width - x * factor)));
    }
  }
}

export function enlargeScratch(columns: i32, width: i32): usize {
  return (<usize>(columns + 4) << 2) + (<usize>width << 3) + 16;
}

/** Notes where the columns of `width` lie on `columns` blocks, behind the line at `scratch`. */
export function prepareColumns(columns: i32, width: i32, factor: i32, scratch: usize): void {
  let at = scratch + (<usize>(columns + 4) << 2);
  for (let x = 0; x < width; x++) {
    const place = placeOn(columns, factor, x);
    const left = <i32>Math.floor(place);
    store<i32>(at, left << 2);
    store<f32>(at, <f32>(place - <f64>left), 4);
    at += 8;
  }
}

/** Writes row `y` of the larger plane; `prepareColumns` comes first. */
export function enlargedRow(
  src: usize,
  columns: i32,
  rows: i32,
  factor: i32,
  y: i32,
  dst: usize,
  width: i32,
  scratch: usize,
): void {
  const place = placeOn(rows, factor, y);
  const above = <i32>Math.floor(place);
  const share = <f32>(place - <f64>above);
  const top = src + (<usize>(above * columns) << 2);
  const bottom = src + (<usize>(min(rows - 1, above + 1) * columns) << 2);
  const bytes = <usize>columns << 2;
  for (let x: usize = 0; x < bytes; x += 4) {
    const first = load<f32>(top + x);
    store<f32>(scratch + x, first + share * (load<f32>(bottom + x) - first));
  }
  store<f32>(scratch + bytes, load<f32>(scratch + bytes - 4));
  let at = scratch + (<usize>(columns + 4) << 2);
  const end = dst + (<usize>width << 2);
  for (let to = dst; to < end; to += 4) {
    const left = scratch + <usize>load<i32>(at);
    const first = load<f32>(left);
    store<f32>(to, first + load<f32>(at, 4) * (load<f32>(left, 4) - first));
    at += 8;
  }
}

/** Where the centre of value `i` of the larger plane lies on the blocks. */
function placeOn(blocks: i32, factor: i32, i: i32): f64 {
  return Math.min(<f64>(blocks - 1), Math.max(0, (<f64>i + 0.5) / <f64>factor - 0.5));
}
