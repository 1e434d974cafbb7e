/*
 * Mean and deviation of each channel of CIE Lab from one picture to another (E. Reinhard and others, Color transfer between
 * images, 2001), without rounding Lab.
 *
 * Computes: with f the root of light of CIE Lab, L is linear in f(Y), a in f(X) - f(Y) and b in f(Y) - f(Z): these three
 *   are shifted and stretched, and made light again.
 * Layout: RGBA. Scratch: a block of light, the sums, and the picture's roots in blocks (light-roots.ts).
 * Rounding: roots as in light-roots.ts, 32-bit floats from there to light, which light-levels.ts rounds. Pixels where that
 *   could show are computed exactly (light-errors.ts).
 * Cost per pixel: light-roots.ts and root-sums.ts for both pictures; for the way back an eighth of 105 vector operations
 *   and light-levels.ts.
 */
import { DONE, holds } from './status';
import { growth, mend, mended, noteLimits, stretch } from './light-errors';
import { blockBytes, blockPixels, middleRoot, planeBytes, prepareRoots, rootsOf, wholeRoot } from './light-roots';
import { prepareLevels, rootScale, toLinear, writeEight, writeLevels } from './light-levels';
import { addBlock, gainOf, momentsBytes, refineMoments, sumsBytes, writeMoments } from './root-sums';

/** A sample as large says enough about the mean error of the roots. */
const sampledPixels: i32 = 1024;
/** Where errors grow by more than this, all pixels are asked. */
const largestGrowth: f64 = 20;

/** With F a root times `rootScale`, and W = F or, where that is more, the end of the line, light is W^3 - W + F. */
const lineEnd: f64 = Math.sqrt(1.0 / 3);

/** Constants as whole vectors, loaded where they are used: the engine would make them anew in every turn of a loop. */
const constants: usize = memory.data(15 * 16, 16);
/** Which is which among them, as places in bytes: gains and offsets of the three channels first. */
const ends: usize = 96;
const ones: usize = 112;
const upperHalves: usize = 128;
/** Coefficients of X - Y and Z - Y to red, green and blue. */
const rows: usize = 144;

function keep(place: usize, value: f64): void {
  v128.store(constants + place, f32x4.splat(<f32>value));
}

/** Fills the tables; called once. */
export function prepareTransfer(): void {
  prepareRoots();
  prepareLevels();
  keep(ends, lineEnd);
  keep(ones, 1);
  v128.store(constants + upperHalves, i32x4.splat(0xffff0000));
  for (let i: usize = 0; i < 3; i++) {
    keep(rows + (i << 5), load<f64>(toLinear + i * 24));
    keep(rows + (i << 5) + 16, load<f64>(toLinear + i * 24, 16));
  }
}

/** Scratch space for a picture of `count` pixels. */
export function meanTransferScratch(count: i32): usize {
  return (<usize>(count / blockPixels) + 2) * blockBytes + (sumsBytes + momentsBytes) * 2;
}

/** `mask` 0 stands for no mask; with one, pictures and mask have the same size. */
export function transferMeanStd(
  image: usize,
  count: i32,
  reference: usize,
  referenceCount: i32,
  mask: usize,
  scratch: usize,
): i32 {
  assert(holds(image, <usize>count << 2), 'the picture lies in memory');
  assert(holds(reference, <usize>referenceCount << 2), 'the reference lies in memory');
  assert(holds(scratch, meanTransferScratch(count)), 'the scratch space lies in memory');
  const block = scratch;
  const sums = block + blockBytes;
  const found = sums + sumsBytes;
  const wanted = found + momentsBytes;
  const roots = (wanted + momentsBytes + sumsBytes) & ~15;
  if (addPicture(reference, referenceCount, mask, sums, block, false) === 0) return DONE;
  writeMoments(sums, wanted);
  addPicture(image, count, mask, sums, roots, true);
  writeMoments(sums, found);
  noteGains(found, wanted);
  const all = growth() > largestGrowth;
  refineMoments(reference, referenceCount, mask, all ? 1 : stepOf(referenceCount), wanted);
  refineMoments(image, count, mask, all ? 1 : stepOf(count), found);
  noteGains(found, wanted);
  transfer(image, count, roots, block);
  return DONE;
}

/** Adds up a picture, and keeps its roots at `roots` or only those of the last block; returns how many pixels counted. */
function addPicture(pixels: usize, count: i32, mask: usize, sums: usize, roots: usize, all: bool): f64 {
  memory.fill(sums, 0, sumsBytes);
  for (let start = 0; start < count; start += blockPixels) {
    const some = min(blockPixels, count - start);
    rootsOf(pixels + (<usize>start << 2), some, roots);
    addBlock(roots, some, mask === 0 ? 0 : mask + <usize>start, sums);
    if (all) roots += blockBytes;
  }
  return load<f64>(sums);
}

/** An odd one, for a sample not to fall into few columns. */
function stepOf(count: i32): i32 {
  return (count / sampledPixels) | 1;
}

/** Notes what turns each channel of one picture's roots into one of the other's mean and deviation. */
function noteGains(found: usize, wanted: usize): void {
  for (let channel: usize = 0; channel < 3; channel++) {
    const at = channel << 4;
    const gain = gainOf(found, wanted, channel);
    store<f64>(stretch + at, gain);
    store<f64>(stretch + at, load<f64>(wanted + at) - gain * load<f64>(found + at), 8);
  }
}

/** From the picture's roots back to its pixels. */
function transfer(image: usize, count: i32, roots: usize, block: usize): void {
  noteLimits();
  keepStretch(0, 0, middleRoot / wholeRoot);
  keepStretch(32, 1, 0);
  keepStretch(64, 2, 0);
  // From the end, whose roots are still in the caches.
  for (let start = (count - 1) & -blockPixels; start >= 0; start -= blockPixels) {
    const at = roots + <usize>(start / blockPixels) * blockBytes;
    writeBlock(at, block, image + (<usize>start << 2), min(blockPixels, count - start));
  }
}

/** Gain and offset of a channel from the numbers of light-roots.ts to F; `middle` counts as 0 there. */
function keepStretch(place: usize, channel: usize, middle: f64): void {
  const gain = load<f64>(stretch + (channel << 4));
  const offset = load<f64>(stretch + (channel << 4), 8);
  keep(place, (rootScale * gain) / wholeRoot / 65536);
  keep(place + 16, rootScale * (offset + gain * middle));
}

/** A block's pixels from its roots. Levels follow a group of eight pixels behind, so that they need not wait for its light. */
function writeBlock(roots: usize, light: usize, pixels: usize, count: i32): void {
  for (let left = count; left > 0; left -= 8) {
    const which = lightOfRoots(roots, light);
    if (which !== 0) mendSome(which, min(8, left), pixels, roots, light);
    if (left < count) writeEight(light - 16, pixels - 32);
    roots += 16;
    light += 16;
    pixels += 32;
  }
  writeLevels(light - 16, pixels - 32, ((count - 1) & 7) + 1);
}

/** The light of eight pixels from their roots, stretched; says which of them are to be mended. */
function lightOfRoots(roots: usize, light: usize): i32 {
  const y = v128.load(roots, planeBytes);
  const x = i16x8.sub(v128.load(roots), y);
  const z = i16x8.sub(y, v128.load(roots, planeBytes * 2));
  // Each constant serves both halves: loading them is a good part of the work.
  const evenF = stretched(evens(y), 0);
  const oddF = stretched(odds(y), 0);
  const evenY = lightFrom(evenF);
  const oddY = lightFrom(oddF);
  const evenX = f32x4.sub(lightFrom(f32x4.add(evenF, stretched(evens(x), 32))), evenY);
  const oddX = f32x4.sub(lightFrom(f32x4.add(oddF, stretched(odds(x), 32))), oddY);
  const evenZ = f32x4.sub(lightFrom(f32x4.sub(evenF, stretched(evens(z), 64))), evenY);
  const oddZ = f32x4.sub(lightFrom(f32x4.sub(oddF, stretched(odds(z), 64))), oddY);
  const red = halvesOf(evenX, oddX, evenY, oddY, evenZ, oddZ, constants + rows);
  const green = halvesOf(evenX, oddX, evenY, oddY, evenZ, oddZ, constants + rows + 32);
  const blue = halvesOf(evenX, oddX, evenY, oddY, evenZ, oddZ, constants + rows + 64);
  v128.store(light, red);
  v128.store(light, green, planeBytes);
  v128.store(light, blue, planeBytes * 2);
  return mended(red, green, blue);
}

/** Mends those of `count` pixels whose bits, two each, are set. */
function mendSome(which: i32, count: i32, pixels: usize, roots: usize, light: usize): void {
  for (let i = 0; i < count; i++) {
    if (((which >> (i << 1)) & 1) !== 0) mend(pixels, roots, light);
    pixels += 4;
    roots += 2;
    light += 2;
  }
}

/** Every other i16 from the first on, 65536 times as large. */
function evens(halves: v128): v128 {
  return i32x4.shl(halves, 16);
}

/** Those between them. */
function odds(halves: v128): v128 {
  return v128.and(halves, v128.load(constants, upperHalves));
}

function stretched(whole: v128, place: usize): v128 {
  const values = f32x4.convert_i32x4_s(whole);
  return f32x4.add(f32x4.mul(values, v128.load(constants + place)), v128.load(constants + place, 16));
}

/** Light of F; see `lineEnd`. */
function lightFrom(root: v128): v128 {
  const above = f32x4.pmax(v128.load(constants, ends), root);
  const square = f32x4.mul(above, above);
  return f32x4.add(f32x4.mul(above, f32x4.sub(square, v128.load(constants, ones))), root);
}

/** The upper halves of one colour of eight pixels. A row to sRGB adds up to 1: Y and differences from it make two products enough. */
function halvesOf(evenX: v128, oddX: v128, evenY: v128, oddY: v128, evenZ: v128, oddZ: v128, row: usize): v128 {
  const ofX = v128.load(row);
  const ofZ = v128.load(row, 16);
  const even = f32x4.add(f32x4.add(f32x4.mul(evenX, ofX), f32x4.mul(evenZ, ofZ)), evenY);
  const odd = f32x4.add(f32x4.add(f32x4.mul(oddX, ofX), f32x4.mul(oddZ, ofZ)), oddY);
  return i16x8.shuffle(i32x4.shr_u(even, 16), odd, 0, 9, 2, 11, 4, 13, 6, 15);
}
