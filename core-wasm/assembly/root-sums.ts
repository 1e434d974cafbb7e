/*
 * Means and deviations of L, a and b over a picture, from the roots of light.
 *
 * Layout: blocks of light-roots.ts. Sums: a count, then a sum and a sum of squares of each of f(Y), f(X) - f(Y) and
 *   f(Y) - f(Z), f64.
 * Rounding: sums are exact, and of the roots' own rounding remains what a sample of pixels does not show.
 * Cost: an eighth of 24 vector operations per pixel; where a mask or the end leaves pixels out, a copy of the others.
 */
import { blockBytes, blockPixels, exactRoots, middleRoot, planeBytes, rootsOfOne, wholeRoot } from './light-roots';

/** Bytes of the sums. */
export const sumsBytes: usize = 64;

/** A deviation below half of L, a or b counts as half: it is noise, and must not be blown up. */
const leastDeviations: usize = memory.data<f64>([0.5 / 116, 0.5 / 500, 0.5 / 200]);

/** A block of which pixels that do not count are 0. */
const counted: usize = memory.data(1536, 16);
const ones: usize = memory.data<i16>([1, 1, 1, 1, 1, 1, 1, 1], 16);
/** Roots of the pixel at hand, and the same in planes. */
const exact: usize = memory.data(24, 16);
const near: usize = memory.data(1040, 16);
/** Of the six moments, added up. */
const errors: usize = memory.data(48, 16);

/** Adds `count` pixels of a block, those whose `mask` is not 0 (0 stands for no mask), to the sums. */
export function addBlock(planes: usize, count: i32, mask: usize, sums: usize): void {
  if (mask !== 0 || count < blockPixels) {
    count = copyCounted(planes, count, mask);
    planes = counted;
  }
  let sumL = i32x4.splat(0);
  let sumA = sumL;
  let sumB = sumL;
  let squaresL = sumL;
  let squaresA = sumL;
  let squaresB = sumL;
  let highL = sumL;
  let highA = sumL;
  let highB = sumL;
  for (const end = planes + planeBytes; planes < end; planes += 16) {
    const y = v128.load(planes, planeBytes);
    const a = i16x8.sub(v128.load(planes), y);
    const b = i16x8.sub(y, v128.load(planes, planeBytes * 2));
    const one = v128.load(ones);
    sumL = i32x4.add(sumL, i32x4.dot_i16x8_s(y, one));
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(a, one));
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(b, one));
    const squareL = i32x4.dot_i16x8_s(y, y);
    const squareA = i32x4.dot_i16x8_s(a, a);
    const squareB = i32x4.dot_i16x8_s(b, b);
    squaresL = i32x4.add(squaresL, squareL);
    squaresA = i32x4.add(squaresA, squareA);
    squaresB = i32x4.add(squaresB, squareB);
    highL = i32x4.add(highL, i32x4.shr_u(squareL, 16));
    highA = i32x4.add(highA, i32x4.shr_u(squareA, 16));
    highB = i32x4.add(highB, i32x4.shr_u(squareB, 16));
  }
  add(sums, <f64>count);
  add(sums + 8, sumOf(sumL));
  add(sums + 16, sumOfSquares(squaresL, highL));
  add(sums + 24, sumOf(sumA));
  add(sums + 32, sumOfSquares(squaresA, highA));
  add(sums + 40, sumOf(sumB));
  add(sums + 48, sumOfSquares(squaresB, highB));
}

/** Fills `counted`, and says how many pixels count. */
function copyCounted(planes: usize, count: i32, mask: usize): i32 {
  memory.fill(counted, 0, blockBytes);
  let found = 0;
  for (let i = 0; i < count; i++) {
    if (mask !== 0 && load<u8>(mask + <usize>i) === 0) continue;
    const from = planes + (<usize>i << 1);
    const to = counted + (<usize>i << 1);
    store<u16>(to, load<u16>(from));
    store<u16>(to, load<u16>(from, planeBytes), planeBytes);
    store<u16>(to, load<u16>(from, planeBytes * 2), planeBytes * 2);
    found++;
  }
  return found;
}

function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function sumOf(lanes: v128): f64 {
  const pairs = f64x2.add(
    f64x2.convert_low_i32x4_s(lanes),
    f64x2.convert_low_i32x4_s(i64x2.shuffle(lanes, lanes, 1, 0)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** Sums of numbers, without what exceeds 32 bits, and of their upper halves: the lower halves alone do not exceed them. */
function sumOfSquares(lanes: v128, highs: v128): f64 {
  return sumOf(i32x4.sub(lanes, i32x4.shl(highs, 16))) + 65536 * sumOf(highs);
}

/** Bytes of the moments: mean and deviation of f(Y), f(X) - f(Y) and f(Y) - f(Z), six f64. */
export const momentsBytes: usize = 48;

/** Mean and deviation of the pixels added up. */
export function writeMoments(sums: usize, moments: usize): void {
  for (let channel: usize = 0; channel < 3; channel++) {
    const at = sums + (channel << 4);
    const mean = load<f64>(at, 8) / load<f64>(sums);
    const variance = load<f64>(at, 16) / load<f64>(sums) - mean * mean;
    store<f64>(moments + (channel << 4), (mean + (channel === 0 ? middleRoot : 0)) / wholeRoot);
    store<f64>(moments + (channel << 4), Math.sqrt(Math.max(variance, 0)) / wholeRoot, 8);
  }
}

/**
 * Takes from the moments what the roots of every `step`th pixel are off in the mean. Where there are many colours that is
 * next to nothing, but few may all be off to the same side.
 */
export function refineMoments(pixels: usize, count: i32, mask: usize, step: i32, moments: usize): void {
  let sampled: f64 = 0;
  memory.fill(errors, 0, momentsBytes);
  for (let i = 0; i < count; i += step) {
    if (mask !== 0 && load<u8>(mask + <usize>i) === 0) continue;
    sampled++;
    rootsOfOne(pixels + (<usize>i << 2), near);
    exactRoots(pixels + (<usize>i << 2), near, exact);
    const x = <i32>load<i16>(near);
    const y = <i32>load<i16>(near, planeBytes);
    const z = <i32>load<i16>(near, planeBytes * 2);
    addError(0, <f64>y + middleRoot, load<f64>(exact, 8), moments);
    addError(16, <f64>(x - y), load<f64>(exact) - load<f64>(exact, 8), moments);
    addError(32, <f64>(y - z), load<f64>(exact, 8) - load<f64>(exact, 16), moments);
  }
  if (sampled === 0) return;
  for (let at: usize = 0; at < momentsBytes; at += 16) {
    const error = load<f64>(errors + at) / sampled;
    const deviation = load<f64>(moments + at, 8);
    const variance = deviation * deviation + load<f64>(errors + at, 8) / sampled - error * error;
    add(moments + at, error);
    store<f64>(moments + at, Math.sqrt(Math.max(variance, 0)), 8);
  }
}

/** Adds how far a rounded value is off, and its square around the mean. */
function addError(at: usize, rounded: f64, value: f64, moments: usize): void {
  const error = value - rounded / wholeRoot;
  add(errors + at, error);
  add(errors + at + 8, error * (value + rounded / wholeRoot - 2 * load<f64>(moments + at)));
}

/** What makes a channel's deviation, 16 bytes into the moments per channel, that of another picture. */
export function gainOf(found: usize, wanted: usize, channel: usize): f64 {
  const at = (channel << 4) + 8;
  return load<f64>(wanted + at) / Math.max(load<f64>(found + at), load<f64>(leastDeviations + (channel << 3)));
}
