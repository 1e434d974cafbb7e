/*
 * The grids of a Poisson problem, from the picture's own (the finest) down to one cell.
 *
 * Layout: a table of levels, 32 bytes each (u32: width, height, and where its planes' first pixel lies). Per level
 *   marks:   one byte per cell, `marksStride` apart, zeros all around, see the bits below;
 *   values:  one v128 per cell, a channel per lane, `valueStride` apart, zeros all around;
 *   sources: as values (not on the finest level), the right hand side;
 *   weights: as values (not on the finest level): coupling to the right, to the cell below, to given values, 1 / their sum.
 * On the finest level all couplings are 1 and given values stand in `values` themselves.
 */
/** The low four bits of a mark on the finest level: with which neighbours the pixel is coupled. On others all or none of them. */
export const LEFT: i32 = 1;
export const RIGHT: i32 = 2;
export const UP: i32 = 4;
export const DOWN: i32 = 8;
/** Every coupling is 1, and on a coarser level none leads to given values. */
export const ALL_FOUR: i32 = 15;
export const UNKNOWN: i32 = 32;
/** Finest level: its four neighbours are unknown. Others: its eight neighbours are. */
export const SURROUNDED: i32 = 64;
/** Not on the finest level: the four finer cells in it are unknown. */
export const WHOLE: i32 = 128;

const levelBytes: usize = 32;
/** More levels than the largest picture needs. */
const mostLevels: usize = 18;

export function widthOf(level: usize): i32 {
  return load<i32>(level);
}

export function heightOf(level: usize): i32 {
  return load<i32>(level, 4);
}

export function marksOf(level: usize): usize {
  return load<usize>(level, 8);
}

export function valuesOf(level: usize): usize {
  return load<usize>(level, 12);
}

export function sourcesOf(level: usize): usize {
  return load<usize>(level, 16);
}

export function weightsOf(level: usize): usize {
  return load<usize>(level, 20);
}

export function coarser(level: usize): usize {
  return level + levelBytes;
}

export function finer(level: usize): usize {
  return level - levelBytes;
}

export function marksStride(width: i32): usize {
  return ((<usize>width + 15) & ~15) + 16;
}

export function valueStride(width: i32): usize {
  return (<usize>width + 1) << 4;
}

/** Bytes of a plane of marks with its zeros; its first pixel lies one stride and 16 bytes after its beginning. */
export function marksBytes(width: i32, height: i32): usize {
  return (<usize>height + 2) * marksStride(width) + 32;
}

function valueBytes(width: i32, height: i32): usize {
  return (<usize>height + 2) * valueStride(width) + 32;
}

/** Bytes of the table and of every level's planes. */
export function gridsBytes(width: i32, height: i32): usize {
  let bytes = mostLevels * levelBytes + marksBytes(width, height) + valueBytes(width, height);
  while (width > 1 || height > 1) {
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
    bytes += marksBytes(width, height) + 3 * valueBytes(width, height);
  }
  return bytes;
}

/** Lays out the levels from `space` on, zeros in all planes but the finest's values. Returns the coarsest level. */
export function layOut(space: usize, width: i32, height: i32): usize {
  let level = space;
  let free = space + mostLevels * levelBytes;
  while (true) {
    const finest = level === space;
    store<i32>(level, width);
    store<i32>(level, height, 4);
    memory.fill(free, 0, marksBytes(width, height));
    store<usize>(level, free + marksStride(width) + 16, 8);
    free += marksBytes(width, height);
    const bytes = valueBytes(width, height);
    memory.fill(free, 0, finest ? bytes : 3 * bytes);
    const first = free + valueStride(width) + 16;
    store<usize>(level, first, 12);
    store<usize>(level, first + bytes, 16);
    store<usize>(level, first + 2 * bytes, 20);
    free += finest ? bytes : 3 * bytes;
    if (width === 1 && height === 1) break;
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
    level = coarser(level);
  }
  return level;
}

/**
 * Makes a level's marks and weights from those of the finer one, and its sources from given values. To given values a cell
 * couples as strongly as its finer ones together, which is too much, but never makes a correction too large.
 * @param spare 32 bytes.
 */
export function coarsen(fine: usize, finest: bool, spare: usize): void {
  const level = coarser(fine);
  const width = widthOf(level);
  const fineMarks = marksOf(fine);
  const fineStride = marksStride(widthOf(fine));
  const plainMark = 0x01010101 * (finest ? UNKNOWN | SURROUNDED : UNKNOWN | ALL_FOUR);
  const plain = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(1), 2, 0), 3, 0.25);
  for (let y = 0; y < heightOf(level); y++) {
    const marks = marksOf(level) + <usize>y * marksStride(width);
    const row = <usize>y * valueStride(width);
    for (let x = 0; x < width; x++) {
      const above = fineMarks + <usize>(2 * y) * fineStride + (<usize>x << 1);
      const four = <u32>load<u16>(above) | (<u32>load<u16>(above + fineStride) << 16);
      const at = row + (<usize>x << 4);
      if ((four & 0x20202020) === 0) continue;
      const wider = above - 1;
      const upper = load<u32>(wider - fineStride) & load<u32>(wider);
      const lower = load<u32>(wider + fineStride) & load<u32>(wider + 2 * fineStride);
      if ((upper & lower & plainMark) === plainMark) {
        store<u8>(marks + <usize>x, <u8>(UNKNOWN | WHOLE | ALL_FOUR));
        v128.store(weightsOf(level) + at, plain);
        continue;
      }
      const whole = (four & 0x20202020) === 0x20202020;
      store<u8>(marks + <usize>x, <u8>(whole ? UNKNOWN | WHOLE : UNKNOWN));
      gather(fine, finest, x, y, weightsOf(level) + at, sourcesOf(level) + at, spare);
    }
  }
  finishWeights(level);
  markSurrounded(level);
}

/** Couplings of one cell from its four finer ones. */
function gather(fine: usize, finest: bool, x: i32, y: i32, weights: usize, sources: usize, spare: usize): void {
  let right: f32 = 0;
  let down: f32 = 0;
  let held: f32 = 0;
  let sum = i32x4.splat(0);
  for (let child = 0; child < 4; child++) {
    const dx = child & 1;
    const dy = child >> 1;
    const fx = 2 * x + dx;
    const fy = 2 * y + dy;
    const mark = marksOf(fine) + <usize>fy * marksStride(widthOf(fine)) + <usize>fx;
    if ((<i32>load<u8>(mark) & UNKNOWN) === 0) continue;
    const at = <usize>fy * valueStride(widthOf(fine)) + (<usize>fx << 4);
    if (finest) {
      const row = marksStride(widthOf(fine));
      touch(fine, mark, valuesOf(fine) + at, spare);
      held += load<f32>(spare);
      sum = f32x4.add(sum, v128.load(spare, 16));
      if (dx === 1) right += acrossPixels(mark, RIGHT, 1, row);
      if (dy === 1) down += acrossPixels(mark, DOWN, row, row);
    } else {
      const own = weightsOf(fine) + at;
      held += load<f32>(own, 8);
      sum = f32x4.add(sum, v128.load(sourcesOf(fine) + at));
      if (dx === 1) right += acrossCells(own, 16);
      if (dy === 1) down += acrossCells(own + 4, valueStride(widthOf(fine)));
    }
  }
  store<f32>(weights, right);
  store<f32>(weights, down, 4);
  store<f32>(weights, held, 8);
  v128.store(sources, sum);
}

/** The coupling of an unknown pixel of the finest level with the one `step` ahead, which lies in the next cell. */
function acrossPixels(mark: usize, direction: i32, step: usize, row: usize): f32 {
  return across(
    isHeld(mark, row) ? 0 : ahead(mark - step, direction, step),
    ahead(mark, direction, step),
    isHeld(mark + step, row) ? 0 : ahead(mark + step, direction, step),
  );
}

/** The same on the other levels; `coupling` is where a cell's coupling in that direction lies. */
function acrossCells(coupling: usize, step: usize): f32 {
  const held = step === 16 ? coupling + 8 : coupling + 4;
  return across(
    load<f32>(held) > 0 ? 0 : load<f32>(coupling - step),
    load<f32>(coupling),
    load<f32>(held + step) > 0 ? 0 : load<f32>(coupling + step),
  );
}

/**
 * How two cells are coupled across one of their finer borders: the resistances on the way between their middles, half of what
 * lies in either cell, add up. A cell has its middle beside the border when there is no finer cell behind, or when it is held
 * there: with the middle further away, what lies ahead would be corrected by too much.
 */
function across(before: f32, border: f32, beyond: f32): f32 {
  if (border === 0) return 0;
  let way: f32 = 1 / border;
  if (before > 0) way += 0.5 / before;
  if (beyond > 0) way += 0.5 / beyond;
  return 1 / way;
}

/** Whether a pixel of the finest level is coupled with a given value. */
function isHeld(mark: usize, row: usize): bool {
  const joins = <i32>load<u8>(mark);
  return (
    ((joins & LEFT) !== 0 && (<i32>load<u8>(mark - 1) & UNKNOWN) === 0) ||
    ((joins & RIGHT) !== 0 && (<i32>load<u8>(mark + 1) & UNKNOWN) === 0) ||
    ((joins & UP) !== 0 && (<i32>load<u8>(mark - row) & UNKNOWN) === 0) ||
    ((joins & DOWN) !== 0 && (<i32>load<u8>(mark + row) & UNKNOWN) === 0)
  );
}

/** 1 where an unknown pixel of the finest level is coupled with the unknown one `step` ahead, otherwise 0. */
function ahead(mark: usize, direction: i32, step: usize): f32 {
  const here = <i32>load<u8>(mark);
  const joined = (here & direction) !== 0 && (here & UNKNOWN) !== 0 && (<i32>load<u8>(mark + step) & UNKNOWN) !== 0;
  return joined ? 1 : 0;
}

/** Number and sum of the given values beside a pixel of the finest level. */
function touch(level: usize, mark: usize, at: usize, result: usize): void {
  const stride = marksStride(widthOf(level));
  const row = valueStride(widthOf(level));
  const joins = <i32>load<u8>(mark);
  let count: f32 = 0;
  let sum = i32x4.splat(0);
  if ((joins & LEFT) !== 0 && (<i32>load<u8>(mark - 1) & UNKNOWN) === 0) {
    count += 1;
    sum = f32x4.add(sum, v128.load(at - 16));
  }
  if ((joins & RIGHT) !== 0 && (<i32>load<u8>(mark + 1) & UNKNOWN) === 0) {
    count += 1;
    sum = f32x4.add(sum, v128.load(at + 16));
  }
  if ((joins & UP) !== 0 && (<i32>load<u8>(mark - stride) & UNKNOWN) === 0) {
    count += 1;
    sum = f32x4.add(sum, v128.load(at - row));
  }
  if ((joins & DOWN) !== 0 && (<i32>load<u8>(mark + stride) & UNKNOWN) === 0) {
    count += 1;
    sum = f32x4.add(sum, v128.load(at + row));
  }
  store<f32>(result, count);
  v128.store(result, sum, 16);
}

/** Fills in the inverse of each cell's summed couplings. */
function finishWeights(level: usize): void {
  const width = widthOf(level);
  const stride = valueStride(width);
  for (let y = 0; y < heightOf(level); y++) {
    const marks = marksOf(level) + <usize>y * marksStride(width);
    let at = weightsOf(level) + <usize>y * stride;
    for (let x = 0; x < width; x++) {
      if (load<u8>(marks + <usize>x) !== 0) {
        const sum =
          load<f32>(at) + load<f32>(at, 4) + load<f32>(at, 8) + load<f32>(at - 16) + load<f32>(at - stride, 4);
        store<f32>(at, sum > 0 ? 1 / sum : 0, 12);
      }
      at += 16;
    }
  }
}

/** Sets SURROUNDED on cells whose eight neighbours are unknown. */
function markSurrounded(level: usize): void {
  const stride = marksStride(widthOf(level));
  const unknown = i8x16.splat(<i8>UNKNOWN);
  for (let y = 0; y < heightOf(level); y++) {
    const row = marksOf(level) + <usize>y * stride;
    for (let x = 0; x < widthOf(level); x += 16) {
      const at = row + <usize>x;
      const all = v128.and(v128.and(three(at - stride), three(at)), v128.and(three(at + stride), unknown));
      v128.store(at, v128.or(v128.load(at), i8x16.shl(all, 1)));
    }
  }
}

/** What a byte and those to its left and right have in common, for 16 bytes. */
function three(at: usize): v128 {
  return v128.and(v128.load(at), v128.and(v128.load(at - 1), v128.load(at + 1)));
}
