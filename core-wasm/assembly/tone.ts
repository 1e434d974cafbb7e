/*
 * Pictures as tone, and changes of tone.
 *
 * Computes: `ln(Y + black)`, a / (L + 16) and b / (L + 16) of CIE Lab (D65); and pixels whose tone becomes
 *   `gain * tone + offset`, both read from coarser planes, bilinear.
 * Layout: RGBA; planes of f32. Scratch of a change: its six planes side by side, eight f32 per cell, a line of them, and for
 *   every column its place on the line (i32 bytes) and the share of the next cell (f32).
 * Rounding: light, logarithm, exponential and cube root in 32-bit floats, within 1e-6; back through lab.ts.
 * Cost: three 16-byte loads and a quarter of about 60 vector operations per pixel; a change as much again, and 12 to mix cells.
 */
import { levelsAt, storeSteps } from './lab';
import { DONE, EMPTY, holds } from './status';

/** Three times 256 entries of four f32: what a level of red, green or blue adds to X, Y and Z, of which white has 1. */
const light: usize = memory.data(3 * 256 * 16, 16);

/** Constants as whole vectors, loaded where they are used: the engine would make them anew in every turn of a loop. */
const constants: usize = memory.data(32 * 16, 16);

/** Which is which among `constants`, as places in bytes. */
const black: usize = 0;
const one: usize = 16;
const third: usize = 48;
const rootBits: usize = 64;
const lineEnd: usize = 80;
const lineGain: usize = 96;
const lineOffset: usize = 112;
const halfRoot: usize = 128;
const ln2: usize = 144;
const fifth: usize = 160;
const seventh: usize = 176;
const ofA: usize = 192;
const ofB: usize = 208;
const backA: usize = 224;
const backB: usize = 240;
const leastLog: usize = 256;
const mostLog: usize = 272;
const log2e: usize = 288;
const wholeBias: usize = 304;
/** 1/2, 1/6, 1/24, 1/120 and 1/720. */
const series: usize = 320;

function keep(place: usize, value: f64): void {
  v128.store(constants + place, f32x4.splat(<f32>value));
}

/** Fills the tables; called once. */
export function prepareTone(): void {
  for (let i = 0; i < 256; i++) {
    const level = <f64>i / 255;
    const linear = level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
    const at = light + (<usize>i << 4);
    keepLight(at, linear, 0.412453, 0.212671, 0.019334);
    keepLight(at + 256 * 16, linear, 0.35758, 0.71516, 0.119193);
    keepLight(at + 512 * 16, linear, 0.180423, 0.072169, 0.950227);
  }
  keep(black, 0.003);
  keep(one, 1);
  keep(third, 1.0 / 3);
  v128.store(constants + rootBits, i32x4.splat(0x2a514067));
  keep(lineEnd, 216.0 / 24389);
  keep(lineGain, 841.0 / 108);
  keep(lineOffset, 4.0 / 29);
  // The bits of the root of a half: from there to twice as much lies the fraction a logarithm is taken of.
  v128.store(constants + halfRoot, i32x4.splat(0x3f3504f3));
  keep(ln2, Math.LN2);
  keep(fifth, 0.2);
  keep(seventh, 1.0 / 7);
  keep(ofA, 500.0 / 116);
  keep(ofB, 200.0 / 116);
  keep(backA, 116.0 / 500);
  keep(backB, 116.0 / 200);
  keep(leastLog, -6);
  keep(mostLog, 2);
  keep(log2e, Math.LOG2E);
  // Adding 3 * 2^22 leaves a number's whole part in the low bits.
  keep(wholeBias, 12582912);
  keep(series, 1.0 / 2);
  keep(series + 16, 1.0 / 6);
  keep(series + 32, 1.0 / 24);
  keep(series + 48, 1.0 / 120);
  keep(series + 64, 1.0 / 720);
}

function keepLight(at: usize, linear: f64, x: f64, y: f64, z: f64): void {
  v128.store(at, f32x4(<f32>((linear * x) / 0.950456), <f32>(linear * y), <f32>((linear * z) / 1.088754), 0));
}

export function toneScratch(): usize {
  return 64;
}

/** Writes the tones of `count` pixels into three planes. */
export function measureTone(src: usize, count: i32, dst: usize, scratch: usize): i32 {
  if (count < 1) return EMPTY;
  assert(holds(src, <usize>count << 2), 'the picture lies in memory');
  assert(holds(dst, 12 * <usize>count), 'the planes lie in memory');
  const size = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= size; i += 16) storeTone(src + i, dst + i, size);
  if (i === size) return DONE;
  // What is stored beyond the end of a plane would fall on the next one.
  storeTone(src + i, scratch, 16);
  for (let plane: usize = 0; plane < 3; plane++) {
    memory.copy(dst + plane * size + i, scratch + (plane << 4), size - i);
  }
  return DONE;
}

/** Four tones at `dst`, `size` bytes from plane to plane. */
function storeTone(src: usize, dst: usize, size: usize): void {
  const p = lightAt(src);
  const q = lightAt(src + 4);
  const r = lightAt(src + 8);
  const s = lightAt(src + 12);
  const xy = v128.shuffle<i32>(p, q, 0, 4, 1, 5);
  const xyNext = v128.shuffle<i32>(r, s, 0, 4, 1, 5);
  const z = v128.shuffle<i32>(v128.shuffle<i32>(p, q, 2, 6, 3, 7), v128.shuffle<i32>(r, s, 2, 6, 3, 7), 0, 1, 4, 5);
  const y = v128.shuffle<i32>(xy, xyNext, 2, 3, 6, 7);
  const fy = rootOf(y);
  const fx = rootOf(v128.shuffle<i32>(xy, xyNext, 0, 1, 4, 5));
  const fz = rootOf(z);
  v128.store(dst, logOf(f32x4.add(y, v128.load(constants, black))));
  const a = f32x4.sub(f32x4.div(fx, fy), v128.load(constants, one));
  v128.store(dst + size, f32x4.mul(a, v128.load(constants, ofA)));
  const b = f32x4.sub(v128.load(constants, one), f32x4.div(fz, fy));
  v128.store(dst + 2 * size, f32x4.mul(b, v128.load(constants, ofB)));
}

/** X, Y and Z of an RGBA pixel. */
function lightAt(at: usize): v128 {
  return f32x4.add(
    f32x4.add(
      v128.load(light + (<usize>load<u8>(at) << 4)),
      v128.load(light + (<usize>load<u8>(at, 1) << 4), 256 * 16),
    ),
    v128.load(light + (<usize>load<u8>(at, 2) << 4), 512 * 16),
  );
}

/** CIE Lab's f: the cube root by two of E. Halley's steps from a third of the bits, a line near 0. */
function rootOf(t: v128): v128 {
  const bits = f32x4.mul(f32x4.convert_i32x4_s(t), v128.load(constants, third));
  const guess = i32x4.add(i32x4.trunc_sat_f32x4_s(bits), v128.load(constants, rootBits));
  const root = nearerRoot(nearerRoot(guess, t), t);
  const line = f32x4.add(f32x4.mul(t, v128.load(constants, lineGain)), v128.load(constants, lineOffset));
  return v128.bitselect(root, line, f32x4.gt(t, v128.load(constants, lineEnd)));
}

function nearerRoot(root: v128, t: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(root, root), root);
  const above = f32x4.add(cube, f32x4.add(t, t));
  const below = f32x4.add(f32x4.add(cube, cube), t);
  return f32x4.div(f32x4.mul(root, above), below);
}

/** The natural logarithm of numbers above 0: that of the power of two, and a series in (m - 1) / (m + 1) for the fraction. */
function logOf(t: v128): v128 {
  const power = i32x4.shr_s(i32x4.sub(t, v128.load(constants, halfRoot)), 23);
  const fraction = i32x4.sub(t, i32x4.shl(power, 23));
  const s = f32x4.div(
    f32x4.sub(fraction, v128.load(constants, one)),
    f32x4.add(fraction, v128.load(constants, one)),
  );
  const square = f32x4.mul(s, s);
  let sum = f32x4.add(f32x4.mul(square, v128.load(constants, seventh)), v128.load(constants, fifth));
  sum = f32x4.add(f32x4.mul(square, sum), v128.load(constants, third));
  sum = f32x4.add(f32x4.mul(square, sum), v128.load(constants, one));
  const ofFraction = f32x4.mul(f32x4.add(s, s), sum);
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(power), v128.load(constants, ln2)), ofFraction);
}

/** e to a power between `leastLog` and `mostLog`; others are held there. */
function expOf(t: v128): v128 {
  const held = f32x4.pmin(v128.load(constants, mostLog), f32x4.pmax(v128.load(constants, leastLog), t));
  const biased = f32x4.add(f32x4.mul(held, v128.load(constants, log2e)), v128.load(constants, wholeBias));
  const whole = f32x4.sub(biased, v128.load(constants, wholeBias));
  const r = f32x4.sub(held, f32x4.mul(whole, v128.load(constants, ln2)));
  let sum = f32x4.add(f32x4.mul(r, v128.load(constants, series + 64)), v128.load(constants, series + 48));
  sum = f32x4.add(f32x4.mul(r, sum), v128.load(constants, series + 32));
  sum = f32x4.add(f32x4.mul(r, sum), v128.load(constants, series + 16));
  sum = f32x4.add(f32x4.mul(r, sum), v128.load(constants, series));
  sum = f32x4.add(f32x4.mul(r, sum), v128.load(constants, one));
  sum = f32x4.add(f32x4.mul(r, sum), v128.load(constants, one));
  return i32x4.add(sum, i32x4.shl(biased, 23));
}

/** Bytes of a cell: six f32 and two spare ones. */
const cellBytes: usize = 32;

export function changeToneScratch(width: i32, cellsX: i32, cellsY: i32): usize {
  const cells = <usize>(cellsX * cellsY) + <usize>cellsX + 2;
  return cells * cellBytes + (<usize>(width + 4) << 3) + 256;
}

/** Changes the pixels where `where` is set; `change` holds six planes: gains of the three tones, then offsets. */
export function changeTone(
  image: usize,
  width: i32,
  height: i32,
  change: usize,
  cellsX: i32,
  cellsY: i32,
  where: usize,
  scratch: usize,
): i32 {
  if (width < 1 || height < 1) return EMPTY;
  assert(holds(image, (<usize>width * <usize>height) << 2), 'the picture lies in memory');
  assert(holds(scratch, changeToneScratch(width, cellsX, cellsY)), 'the scratch space lies in memory');
  const tones = scratch;
  const line = scratch + 128;
  const columns = line + <usize>(cellsX + 2) * cellBytes;
  const cells = columns + (<usize>(width + 4) << 3);
  placeColumns(columns, width, cellsX);
  sideBySide(change, cells, cellsX * cellsY);
  for (let y = 0; y < height; y++) {
    const mask = where + <usize>y * <usize>width;
    let x = 0;
    while (x < width && load<u8>(mask + <usize>x) === 0) x++;
    if (x === width) continue;
    mixRows(cells, cellsX, cellsY, placeOn(cellsY, height, y), line);
    const row = image + ((<usize>y * <usize>width) << 2);
    for (x &= ~3; x < width; x += 4) {
      const count = min(4, width - x);
      const inside = insideOf(mask + <usize>x, count);
      if (inside === 0) continue;
      storeTone(row + (<usize>x << 2), tones, 16);
      changeFour(tones, line, columns + (<usize>x << 3));
      storePixels(tones, row + (<usize>x << 2), inside);
    }
  }
  return DONE;
}

/** The bytes of up to four pixels of a mask. */
function insideOf(mask: usize, count: i32): u32 {
  return count === 4 ? load<u32>(mask) : load<u32>(mask) & ((1 << (count << 3)) - 1);
}

/** Where the centre of pixel `i` lies on the cells. */
function placeOn(cells: i32, size: i32, i: i32): f64 {
  return Math.min(<f64>(cells - 1), Math.max(0, ((<f64>i + 0.5) * <f64>cells) / <f64>size - 0.5));
}

/** Columns beyond the last stand for the first. */
function placeColumns(columns: usize, width: i32, cellsX: i32): void {
  memory.fill(columns + (<usize>width << 3), 0, 32);
  for (let x = 0; x < width; x++) {
    const place = placeOn(cellsX, width, x);
    const left = <i32>Math.floor(place);
    store<i32>(columns + (<usize>x << 3), left * <i32>cellBytes);
    store<f32>(columns + (<usize>x << 3), <f32>(place - <f64>left), 4);
  }
}

function sideBySide(change: usize, cells: usize, count: i32): void {
  const size = <usize>count << 2;
  for (let i = 0; i < count; i++) {
    const at = change + (<usize>i << 2);
    const cell = cells + <usize>i * cellBytes;
    for (let k: usize = 0; k < 6; k++) store<f32>(cell + (k << 2), load<f32>(at + k * size));
    store<u64>(cell, 0, 24);
  }
}

/** The cells between two rows of them; the last once more behind it. */
function mixRows(cells: usize, cellsX: i32, cellsY: i32, place: f64, line: usize): void {
  const above = <i32>Math.floor(place);
  const share = f32x4.splat(<f32>(place - <f64>above));
  const bytes = <usize>cellsX * cellBytes;
  const top = cells + <usize>above * bytes;
  const bottom = cells + <usize>min(cellsY - 1, above + 1) * bytes;
  for (let x: usize = 0; x < bytes; x += 16) {
    const first = v128.load(top + x);
    v128.store(line + x, f32x4.add(first, f32x4.mul(share, f32x4.sub(v128.load(bottom + x), first))));
  }
  memory.copy(line + bytes, line + bytes - cellBytes, cellBytes);
}

/** Turns the tones of four pixels into their steps of light. */
function changeFour(tones: usize, line: usize, columns: usize): void {
  const p = mixed(line, columns, 0);
  const q = mixed(line, columns + 8, 0);
  const r = mixed(line, columns + 16, 0);
  const s = mixed(line, columns + 24, 0);
  const first = v128.shuffle<i32>(p, q, 0, 4, 1, 5);
  const firstNext = v128.shuffle<i32>(r, s, 0, 4, 1, 5);
  const second = v128.shuffle<i32>(p, q, 2, 6, 3, 7);
  const secondNext = v128.shuffle<i32>(r, s, 2, 6, 3, 7);
  const p2 = mixed(line, columns, 16);
  const q2 = mixed(line, columns + 8, 16);
  const r2 = mixed(line, columns + 16, 16);
  const s2 = mixed(line, columns + 24, 16);
  const third = v128.shuffle<i32>(p2, q2, 0, 4, 1, 5);
  const thirdNext = v128.shuffle<i32>(r2, s2, 0, 4, 1, 5);
  const log = f32x4.add(
    f32x4.mul(v128.load(tones), v128.shuffle<i32>(first, firstNext, 0, 1, 4, 5)),
    v128.shuffle<i32>(second, secondNext, 2, 3, 6, 7),
  );
  const a = f32x4.add(
    f32x4.mul(v128.load(tones, 16), v128.shuffle<i32>(first, firstNext, 2, 3, 6, 7)),
    v128.shuffle<i32>(third, thirdNext, 0, 1, 4, 5),
  );
  const b = f32x4.add(
    f32x4.mul(v128.load(tones, 32), v128.shuffle<i32>(second, secondNext, 0, 1, 4, 5)),
    v128.shuffle<i32>(third, thirdNext, 2, 3, 6, 7),
  );
  const y = f32x4.pmax(f32x4.splat(0), f32x4.sub(expOf(log), v128.load(constants, black)));
  const fy = rootOf(y);
  storeSteps(
    fy,
    f32x4.mul(f32x4.mul(fy, v128.load(constants, backA)), a),
    f32x4.mul(f32x4.mul(fy, v128.load(constants, backB)), b),
    tones,
  );
}

/** Half of the cell that a column sees. */
function mixed(line: usize, column: usize, half: usize): v128 {
  const at = line + <usize>load<i32>(column) + half;
  const first = v128.load(at);
  return f32x4.add(first, f32x4.mul(v128.load32_splat(column, 4), f32x4.sub(v128.load(at, 32), first)));
}

/** Writes the colours of the pixels that are set, each level rounded. */
function storePixels(steps: usize, row: usize, inside: u32): void {
  const red = whole(levelsAt(steps));
  const green = i32x4.shl(whole(levelsAt(steps + 16)), 8);
  const blue = i32x4.shl(whole(levelsAt(steps + 32)), 16);
  v128.store(steps, v128.or(v128.or(red, green), blue));
  for (; inside !== 0; inside >>= 8) {
    if ((inside & 255) !== 0) store<u32>(row, (load<u32>(row) & 0xff000000) | load<u32>(steps));
    steps += 4;
    row += 4;
  }
}

/** Numbers 0..255 as whole ones. */
function whole(levels: v128): v128 {
  const biased = f32x4.add(levels, v128.load(constants, wholeBias));
  return v128.and(biased, i32x4.splat(255));
}
