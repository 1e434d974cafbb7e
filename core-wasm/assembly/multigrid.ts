/*
 * Multigrid for the Laplace equation on the unknown pixels of a region: each is the mean of the neighbours it is coupled with.
 *
 * Computes: a full multigrid start from the coarsest grid, then V-cycles of one red-black Gauss-Seidel sweep down and one up,
 *   until what is left is estimated to be smaller than asked for. Source: A. Brandt, Multi-level adaptive solutions to
 *   boundary-value problems, 1977.
 * Layout: as in grid.ts, four channels at a time.
 * Rounding: 32-bit floats.
 * Cost: a cycle passes over each grid twice, whose cells are a third more than the pixels: about 50 vector operations a pixel.
 *   A start costs as much as one cycle and a third; one or two more follow as a rule.
 */
import { ALL_FOUR, DOWN, LEFT, RIGHT, SURROUNDED, UNKNOWN, UP, WHOLE, coarsen, coarser, finer } from './grid';
import { heightOf, marksOf, marksStride, sourcesOf, valueStride, valuesOf, weightsOf, widthOf } from './grid';

/** A bound for regions that converge slowly, such as long corridors with open walls. */
const mostCycles: i32 = 30;
/** What a cycle leaves of the error, at least and at most: the first ones do better than those that follow. */
const leastShare: f32 = 0.4;
const mostShare: f32 = 0.95;
/** Eight marks that say ALL_FOUR. */
const plainMarks: u64 = 0x0f0f0f0f0f0f0f0f;
const unknownMarks: u64 = 0x2020202020202020;

/**
 * Fills the unknown pixels of the finest level.
 * @param precision The error that may be left, per channel, as far as the cycles let it be estimated.
 * @param scratch 128 bytes.
 */
export function solve(finest: usize, coarsest: usize, precision: v128, scratch: usize): void {
  for (let level = finest; level < coarsest; level = coarser(level)) coarsen(level, level === finest, scratch);
  relax(coarsest, finest);
  for (let level = coarsest; level > finest; ) {
    level = finer(level);
    for (let y = 0; y < heightOf(coarser(level)); y++) interpolateRows(level, y, false);
    cycle(level, coarsest, finest);
  }
  if (finest === coarsest) return;
  let before: f32 = 0;
  for (let round = 0; round < mostCycles; round++) {
    const change = largest(f32x4.div(largestOf(coarser(finest)), precision));
    const share = before > 0 ? min<f32>(max<f32>(change / before, leastShare), mostShare) : leastShare;
    if (!(change * share > 1 - share)) return;
    before = change;
    cycle(finest, coarsest, finest);
  }
}

/** One V-cycle from a level down and back. */
function cycle(top: usize, coarsest: usize, finest: usize): void {
  for (let level = top; level < coarsest; level = coarser(level)) descend(level, finest);
  relax(coarsest, finest);
  for (let level = coarsest; level > top; ) {
    level = finer(level);
    ascend(level, finest);
  }
}

/** One sweep. The second colour follows a row behind the first, while its rows are still in the caches. */
function relax(level: usize, finest: usize): void {
  const height = heightOf(level);
  for (let y = 0; y <= height; y++) {
    if (y < height) relaxRow(level, finest, y, 0);
    if (y > 0) relaxRow(level, finest, y - 1, 1);
  }
}

/**
 * One sweep; what is missing then becomes the source of the next level, whose values begin at 0. Nothing is missing where
 * the second colour was relaxed.
 */
function descend(level: usize, finest: usize): void {
  const next = coarser(level);
  const bytes = <usize>heightOf(next) * valueStride(widthOf(next));
  memory.fill(valuesOf(next), 0, bytes);
  memory.fill(sourcesOf(next), 0, bytes);
  const height = heightOf(level);
  for (let y = 0; y <= height + 1; y++) {
    if (y < height) relaxRow(level, finest, y, 0);
    if (y > 0 && y <= height) relaxRow(level, finest, y - 1, 1);
    if (y > 1) restrictRow(level, finest, y - 2);
  }
}

/** Adds the next level's values and makes one sweep behind that. */
function ascend(level: usize, finest: usize): void {
  const height = heightOf(level);
  let first = 0;
  let second = 0;
  for (let y = 0; y < heightOf(coarser(level)); y++) {
    interpolateRows(level, y, true);
    for (; first < min(2 * y + 1, height); first++) {
      relaxRow(level, finest, first, 0);
      if (first > 0) relaxRow(level, finest, second++, 1);
    }
  }
  for (; first < height; first++) {
    relaxRow(level, finest, first, 0);
    if (first > 0) relaxRow(level, finest, second++, 1);
  }
  relaxRow(level, finest, second, 1);
}

/** Relaxes every second cell of a row; together with a cell's neighbours these are of two colours. */
function relaxRow(level: usize, finest: usize, y: i32, color: i32): void {
  const marks = marksOf(level) + <usize>y * marksStride(widthOf(level));
  const wide = valueStride(widthOf(level));
  const row = <usize>y * wide;
  const values = valuesOf(level) + row;
  const sources = sourcesOf(level) + row;
  const weights = weightsOf(level) + row;
  const first = <usize>(y + color) & 1;
  for (let x: usize = 0; x < <usize>widthOf(level); x += 8) {
    const eight = load<u64>(marks + x);
    if ((eight & unknownMarks) === 0) continue;
    const start = x + first;
    if ((eight & plainMarks) === plainMarks) {
      const at = values + (start << 4);
      if (level === finest) relaxFour(at, wide);
      else relaxFourFrom(at, sources + (start << 4), wide);
      continue;
    }
    for (let i = start; i < x + 8; i += 2) {
      const mark = <i32>load<u8>(marks + i);
      if ((mark & UNKNOWN) === 0) continue;
      const at = i << 4;
      if (level === finest) relaxPixel(values + at, wide, mark);
      else relaxCell(values + at, weights + at, sources + at, wide);
    }
  }
}

/** Four cells, one between each two, whose couplings are all 1. */
function relaxFour(at: usize, stride: usize): void {
  const quarter = f32x4.splat(0.25);
  v128.store(at, f32x4.mul(around(at, stride), quarter));
  v128.store(at, f32x4.mul(around(at + 32, stride), quarter), 32);
  v128.store(at, f32x4.mul(around(at + 64, stride), quarter), 64);
  v128.store(at, f32x4.mul(around(at + 96, stride), quarter), 96);
}

/** The same with sources. */
function relaxFourFrom(at: usize, sources: usize, stride: usize): void {
  const quarter = f32x4.splat(0.25);
  v128.store(at, f32x4.mul(f32x4.add(around(at, stride), v128.load(sources)), quarter));
  v128.store(at, f32x4.mul(f32x4.add(around(at + 32, stride), v128.load(sources, 32)), quarter), 32);
  v128.store(at, f32x4.mul(f32x4.add(around(at + 64, stride), v128.load(sources, 64)), quarter), 64);
  v128.store(at, f32x4.mul(f32x4.add(around(at + 96, stride), v128.load(sources, 96)), quarter), 96);
}

/** The sum of the four neighbours. */
function around(at: usize, stride: usize): v128 {
  const beside = f32x4.add(v128.load(at - 16), v128.load(at, 16));
  return f32x4.add(beside, f32x4.add(v128.load(at - stride), v128.load(at + stride)));
}

function relaxPixel(at: usize, stride: usize, mark: i32): void {
  const joins = mark & ALL_FOUR;
  const sum = joins === ALL_FOUR ? around(at, stride) : neighbours(at, stride, joins);
  v128.store(at, f32x4.mul(sum, f32x4.splat(1 / <f32>popcnt(joins))));
}

/** The sum over the neighbours that a pixel of the finest level is coupled with. */
function neighbours(at: usize, stride: usize, joins: i32): v128 {
  let sum = i32x4.splat(0);
  if ((joins & LEFT) !== 0) sum = f32x4.add(sum, v128.load(at - 16));
  if ((joins & RIGHT) !== 0) sum = f32x4.add(sum, v128.load(at, 16));
  if ((joins & UP) !== 0) sum = f32x4.add(sum, v128.load(at - stride));
  if ((joins & DOWN) !== 0) sum = f32x4.add(sum, v128.load(at + stride));
  return sum;
}

function relaxCell(at: usize, weights: usize, sources: usize, stride: usize): void {
  const left = f32x4.mul(v128.load(at - 16), v128.load32_splat(weights - 16));
  const right = f32x4.mul(v128.load(at, 16), v128.load32_splat(weights));
  const up = f32x4.mul(v128.load(at - stride), v128.load32_splat(weights - stride, 4));
  const down = f32x4.mul(v128.load(at + stride), v128.load32_splat(weights, 4));
  const sum = f32x4.add(f32x4.add(left, right), f32x4.add(f32x4.add(up, down), v128.load(sources)));
  v128.store(at, f32x4.mul(sum, v128.load32_splat(weights, 12)));
}

/** Adds what is missing at the first colour of a row to the sources of the next level. */
function restrictRow(level: usize, finest: usize, y: i32): void {
  const next = coarser(level);
  const marks = marksOf(level) + <usize>y * marksStride(widthOf(level));
  const wide = valueStride(widthOf(level));
  const row = <usize>y * wide;
  const values = valuesOf(level) + row;
  const sources = sourcesOf(level) + row;
  const weights = weightsOf(level) + row;
  const into = sourcesOf(next) + <usize>(y >> 1) * valueStride(widthOf(next));
  const first = <usize>y & 1;
  for (let x: usize = 0; x < <usize>widthOf(level); x += 8) {
    const eight = load<u64>(marks + x);
    if ((eight & unknownMarks) === 0) continue;
    const plain = (eight & plainMarks) === plainMarks;
    for (let i = x + first; i < x + 8; i += 2) {
      const mark = <i32>load<u8>(marks + i);
      if ((mark & UNKNOWN) === 0) continue;
      const at = i << 4;
      const sum = into + ((i >> 1) << 4);
      let rest: v128;
      if (level === finest) rest = missingPixel(values + at, wide, mark);
      else if (plain) rest = f32x4.add(missingPlain(values + at, wide), v128.load(sources + at));
      else rest = missingCell(values + at, weights + at, sources + at, wide);
      v128.store(sum, f32x4.add(v128.load(sum), rest));
    }
  }
}

function missingPlain(at: usize, stride: usize): v128 {
  return f32x4.sub(around(at, stride), f32x4.mul(v128.load(at), f32x4.splat(4)));
}

function missingPixel(at: usize, stride: usize, mark: i32): v128 {
  const joins = mark & ALL_FOUR;
  if (joins === ALL_FOUR) return missingPlain(at, stride);
  return f32x4.sub(neighbours(at, stride, joins), f32x4.mul(v128.load(at), f32x4.splat(<f32>popcnt(joins))));
}

function missingCell(at: usize, weights: usize, sources: usize, stride: usize): v128 {
  const own = v128.load(at);
  const left = f32x4.mul(f32x4.sub(v128.load(at - 16), own), v128.load32_splat(weights - 16));
  const right = f32x4.mul(f32x4.sub(v128.load(at, 16), own), v128.load32_splat(weights));
  const up = f32x4.mul(f32x4.sub(v128.load(at - stride), own), v128.load32_splat(weights - stride, 4));
  const down = f32x4.mul(f32x4.sub(v128.load(at + stride), own), v128.load32_splat(weights, 4));
  const held = f32x4.sub(v128.load(sources), f32x4.mul(own, v128.load32_splat(weights, 8)));
  return f32x4.add(f32x4.add(left, right), f32x4.add(f32x4.add(up, down), held));
}

/** Carries one row of the next level to the two rows of unknown cells in it, bilinear: as their values, or added to them. */
function interpolateRows(level: usize, y: i32, adds: bool): void {
  const next = coarser(level);
  const width = widthOf(next);
  const wide = valueStride(width);
  const stride = marksStride(width);
  const fineWide = valueStride(widthOf(level));
  const fineStride = marksStride(widthOf(level));
  const marks = marksOf(next) + <usize>y * stride;
  const fineMarks = marksOf(level) + <usize>(2 * y) * fineStride;
  for (let x: usize = 0; x < <usize>width; x++) {
    const mark = <i32>load<u8>(marks + x);
    if ((mark & UNKNOWN) === 0) continue;
    const from = valuesOf(next) + <usize>y * wide + (x << 4);
    const to = valuesOf(level) + <usize>(2 * y) * fineWide + (x << 5);
    if ((mark & (WHOLE | SURROUNDED)) === (WHOLE | SURROUNDED)) {
      fourInside(from, wide, to, fineWide, adds);
      continue;
    }
    for (let child = 0; child < 4; child++) {
      const dx = <usize>(child & 1);
      const dy = <usize>(child >> 1);
      if ((<i32>load<u8>(fineMarks + dy * fineStride + (x << 1) + dx) & UNKNOWN) === 0) continue;
      put(to + dy * fineWide + (dx << 4), atBorder(from, wide, marks + x, stride, child), adds);
    }
  }
}

function put(at: usize, value: v128, adds: bool): void {
  v128.store(at, adds ? f32x4.add(v128.load(at), value) : value);
}

/** The four finer cells of one all of whose neighbours count: 9/16 of it, 3/16 of two neighbours, 1/16 of the one between. */
function fourInside(from: usize, wide: usize, to: usize, fineWide: usize, adds: bool): void {
  const three = f32x4.splat(3);
  const sixteenth = f32x4.splat(0.0625);
  const left = f32x4.mul(v128.load(from - 16), three);
  const middle = f32x4.mul(v128.load(from), three);
  const right = f32x4.mul(v128.load(from, 16), three);
  const above = from - wide;
  const below = from + wide;
  const upper = f32x4.mul(f32x4.add(middle, v128.load(above)), three);
  const lower = f32x4.mul(f32x4.add(middle, v128.load(below)), three);
  const upperLeft = f32x4.add(upper, f32x4.add(left, v128.load(above - 16)));
  const upperRight = f32x4.add(upper, f32x4.add(right, v128.load(above, 16)));
  const lowerLeft = f32x4.add(lower, f32x4.add(left, v128.load(below - 16)));
  const lowerRight = f32x4.add(lower, f32x4.add(right, v128.load(below, 16)));
  put(to, f32x4.mul(upperLeft, sixteenth), adds);
  put(to + 16, f32x4.mul(upperRight, sixteenth), adds);
  put(to + fineWide, f32x4.mul(lowerLeft, sixteenth), adds);
  put(to + fineWide + 16, f32x4.mul(lowerRight, sixteenth), adds);
}

/** One finer cell (0 to 3) of a cell that lacks neighbours: it stands in for them itself. */
function atBorder(from: usize, wide: usize, mark: usize, stride: usize, child: i32): v128 {
  const right = (child & 1) === 1;
  const down = child >= 2;
  const beside = right ? mark + 1 : mark - 1;
  const other = down ? mark + stride : mark - stride;
  const between = right ? other + 1 : other - 1;
  const own = v128.load(from);
  const horizontal = (<i32>load<u8>(beside) & UNKNOWN) !== 0 ? v128.load(right ? from + 16 : from - 16) : own;
  const away = down ? from + wide : from - wide;
  const vertical = (<i32>load<u8>(other) & UNKNOWN) !== 0 ? v128.load(away) : own;
  const diagonal = (<i32>load<u8>(between) & UNKNOWN) !== 0 ? v128.load(right ? away + 16 : away - 16) : own;
  const two = f32x4.mul(f32x4.add(horizontal, vertical), f32x4.splat(0.1875));
  const rest = f32x4.add(f32x4.mul(own, f32x4.splat(0.5625)), f32x4.mul(diagonal, f32x4.splat(0.0625)));
  return f32x4.add(two, rest);
}

/** The largest value on a level, regardless of sign, per channel. */
function largestOf(level: usize): v128 {
  let found = i32x4.splat(0);
  const bytes = <usize>heightOf(level) * valueStride(widthOf(level));
  for (let at: usize = 0; at < bytes; at += 16) {
    found = f32x4.pmax(found, f32x4.abs(v128.load(valuesOf(level) + at)));
  }
  return found;
}

function largest(values: v128): f32 {
  const one = max<f32>(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1));
  return max<f32>(one, max<f32>(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)));
}
