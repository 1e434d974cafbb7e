/*
 * Mean and deviation of each channel of CIE Lab from one picture to another (E. Reinhard and others, Color transfer between
 * images, 2001), without rounding Lab.
 *
 * Computes: with f the root of light of CIE Lab, L is linear in f(Y), a in f(X) - f(Y) and b in f(Y) - f(Z): these three
 *   are shifted and stretched, and made light again.
 * Layout: RGBA. Scratch: the picture's roots in blocks (light-roots.ts), a block more, and the sums.
 * Rounding: roots as in light-roots.ts; 32-bit floats from there to light, light to 1/31900. Where a deviation grows by
 *   more than `largestGain`, the roots' rounding would show: mean-transfer-exact.ts does such pictures.
 * Cost per pixel: light-roots.ts and root-sums.ts for both pictures; an eighth of 140 vector operations and three table
 *   reads for the way back.
 */
import { DONE, holds } from './status';
import { blockBytes, blockPixels, lightOf, planeBytes, prepareRoots, rootsOf, wholeRoot } from './light-roots';
import { exactTransfer } from './mean-transfer-exact';
import { addBlock, gainOf, momentsBytes, sumsBytes, writeMoments } from './root-sums';

/** Up to here the result is within two levels, mostly one. */
const largestGain: f64 = 2;

/** Steps of light from black to white. */
const lightSteps: f64 = 31900;
/** The line that is the root of faint light ends here, and is this steep. */
const lineEnd: f64 = 0.206893;
const lineGain: f64 = 1 / 7.787;
/** Where black stands in the table: what `lightOfRoot` is too large by. */
const blackStep: f64 = lightSteps * lineEnd * lineGain;

/** sRGB bytes of steps of light; those below 0, as u16, are 0. */
const levels: usize = memory.data(65536, 16);

/** Constants as whole vectors, loaded where they are used: the engine would make them anew in every turn of a loop. */
const constants: usize = memory.data(19 * 16, 16);
/** Which is which among them, as places in bytes: gains and offsets of the three channels first. */
const lineEnds: usize = 96;
const lineGains: usize = 112;
/** Adding it leaves the rounded whole number in the lowest bits; it takes negative ones, too. */
const roundingBias: usize = 128;
/** Nine coefficients from XYZ over that of white to linear sRGB, in steps of light. */
const toLinear: usize = 144;

function keep(place: usize, value: f64): void {
  v128.store(constants + place, f32x4.splat(<f32>value));
}

/** Fills the tables; called once. */
export function prepareTransfer(): void {
  prepareRoots();
  keep(lineEnds, lineEnd);
  keep(lineGains, lineGain);
  keep(roundingBias, 12582912);
  const rows = memory.data<f64>([
    3.07993271, -1.53715, -0.54278198, -0.92123518, 1.875991, 0.04524426, 0.05289098, -0.204043, 1.15115158,
  ]);
  for (let i: usize = 0; i < 9; i++) keep(toLinear + (i << 4), load<f64>(rows + (i << 3)) * lightSteps);
  let level: u8 = 0;
  for (let i = 0; i < 32768; i++) {
    const light = (<f64>i - blackStep) / lightSteps;
    while (level < 255 && light >= lightOf((<f64>level + 0.5) / 255)) level++;
    store<u8>(levels + <usize>i, level);
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
  const most = Math.max(
    gainOf(found, wanted),
    Math.max(gainOf(found + 16, wanted + 16), gainOf(found + 32, wanted + 32)),
  );
  if (most > largestGain) {
    exactTransfer(image, count, reference, referenceCount, mask, scratch);
    return DONE;
  }
  keepStretch(0, found, wanted, 116);
  keepStretch(32, found + 16, wanted + 16, 500);
  keepStretch(64, found + 32, wanted + 32, 200);
  // From the end, whose roots are still in the caches.
  for (let start = (count - 1) & -blockPixels; start >= 0; start -= blockPixels) {
    const pixels = min(blockPixels, count - start);
    lightOfRoots(roots + <usize>(start / blockPixels) * blockBytes, block, pixels);
    writeLevels(block, image + (<usize>start << 2), pixels);
  }
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

/** Gain and offset that turn one channel's root into the wanted one. `unit`: what makes it L, a or b. */
function keepStretch(place: usize, found: usize, wanted: usize, unit: f64): void {
  const gain = gainOf(found, wanted);
  keep(place, gain / <f64>wholeRoot);
  keep(place + 16, (load<f64>(wanted) - gain * load<f64>(found)) / unit);
}

/** Three planes of roots, stretched, to three planes of red, green and blue light in steps, as i16. Groups of eight. */
function lightOfRoots(roots: usize, light: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const y = v128.load(roots, planeBytes);
    const x = i16x8.sub(v128.load(roots), y);
    const z = i16x8.sub(y, v128.load(roots, planeBytes * 2));
    // Each constant serves both halves: loading them is a good part of the work.
    const fy = stretched(i32x4.extend_low_i16x8_s(y), 0);
    const gy = stretched(i32x4.extend_high_i16x8_s(y), 0);
    const fx = f32x4.add(fy, stretched(i32x4.extend_low_i16x8_s(x), 32));
    const gx = f32x4.add(gy, stretched(i32x4.extend_high_i16x8_s(x), 32));
    const fz = f32x4.sub(fy, stretched(i32x4.extend_low_i16x8_s(z), 64));
    const gz = f32x4.sub(gy, stretched(i32x4.extend_high_i16x8_s(z), 64));
    const lowX = lightOfRoot(fx);
    const highX = lightOfRoot(gx);
    const lowY = lightOfRoot(fy);
    const highY = lightOfRoot(gy);
    const lowZ = lightOfRoot(fz);
    const highZ = lightOfRoot(gz);
    v128.store(light, stepsOf(lowX, highX, lowY, highY, lowZ, highZ, constants + toLinear));
    v128.store(light, stepsOf(lowX, highX, lowY, highY, lowZ, highZ, constants + toLinear + 48), planeBytes);
    v128.store(light, stepsOf(lowX, highX, lowY, highY, lowZ, highZ, constants + toLinear + 96), planeBytes * 2);
    roots += 16;
    light += 16;
  }
}

function stretched(whole: v128, place: usize): v128 {
  const values = f32x4.convert_i32x4_s(whole);
  return f32x4.add(f32x4.mul(values, v128.load(constants + place)), v128.load(constants + place, 16));
}

/**
 * The inverse of f, too large by the same everywhere: a cube above the end of the line and a line below it. As the rows to
 * sRGB add up to 1, all of its light is too large by that, too.
 */
function lightOfRoot(root: v128): v128 {
  const end = v128.load(constants, lineEnds);
  const above = f32x4.pmax(end, root);
  const line = f32x4.mul(f32x4.pmin(end, root), v128.load(constants, lineGains));
  return f32x4.add(f32x4.mul(f32x4.mul(above, above), above), line);
}

/** One colour of eight pixels. What is too large for the bias keeps its order, and is cut to the last step. */
function stepsOf(x: v128, p: v128, y: v128, q: v128, z: v128, r: v128, row: usize): v128 {
  const ofX = v128.load(row);
  const ofY = v128.load(row, 16);
  const ofZ = v128.load(row, 32);
  const bias = v128.load(constants, roundingBias);
  const low = f32x4.add(f32x4.add(f32x4.mul(x, ofX), f32x4.mul(y, ofY)), f32x4.mul(z, ofZ));
  const high = f32x4.add(f32x4.add(f32x4.mul(p, ofX), f32x4.mul(q, ofY)), f32x4.mul(r, ofZ));
  return i16x8.narrow_i32x4_s(
    i32x4.sub(f32x4.add(low, bias), bias),
    i32x4.sub(f32x4.add(high, bias), bias),
  );
}

/** Red, green and blue of `count` pixels, from their light. */
function writeLevels(light: usize, pixels: usize, count: i32): void {
  const end = pixels + (<usize>(count & -4) << 2);
  for (; pixels < end; pixels += 16) {
    writeLevel(light, pixels);
    writeLevel(light + 2, pixels + 4);
    writeLevel(light + 4, pixels + 8);
    writeLevel(light + 6, pixels + 12);
    light += 8;
  }
  for (let i = count & 3; i > 0; i--) {
    writeLevel(light, pixels);
    light += 2;
    pixels += 4;
  }
}

function writeLevel(light: usize, pixel: usize): void {
  store<u8>(pixel, load<u8>(<usize>load<u16>(light), levels));
  store<u8>(pixel, load<u8>(<usize>load<u16>(light, planeBytes), levels), 1);
  store<u8>(pixel, load<u8>(<usize>load<u16>(light, planeBytes * 2), levels), 2);
}
