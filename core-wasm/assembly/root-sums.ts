/*
 * Means and deviations of L, a and b over a picture, from the roots of light.
 *
 * Layout: blocks of light-roots.ts. Sums: a count, then a sum and a sum of squares of each channel, f64.
 * Rounding: sums are exact; they are of f(Y) / 4, f(X) - f(Y) and (f(Y) - f(Z)) / 2 as whole numbers, which lets a block's
 *   squares fit into 32 bits.
 * Cost: an eighth of 20 vector operations per pixel; where a mask or the end leaves pixels out, a copy of the others.
 */
import { blockBytes, blockPixels, planeBytes, wholeRoot } from './light-roots';

/** Bytes of the sums. */
export const sumsBytes: usize = 64;

/** Deviations below this much of L, a or b count as this much: they are noise, and must not be blown up. */
const leastDeviation: f64 = 0.5;

/** How many of the numbers added up make 1 of L, a and b. */
const unitsOfLightness: f64 = <f64>wholeRoot / 4 / 116;
const unitsOfGreenRed: f64 = <f64>wholeRoot / 500;
const unitsOfBlueYellow: f64 = <f64>wholeRoot / 2 / 200;

/** A block of which pixels that do not count are 0. */
const counted: usize = memory.data(1536, 16);
const ones: usize = memory.data<i16>([1, 1, 1, 1, 1, 1, 1, 1], 16);

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
  for (const end = planes + planeBytes; planes < end; planes += 16) {
    const y = v128.load(planes, planeBytes);
    const l = i16x8.shr_u(y, 2);
    const a = i16x8.sub(v128.load(planes), y);
    const b = i16x8.shr_s(i16x8.sub(y, v128.load(planes, planeBytes * 2)), 1);
    const one = v128.load(ones);
    sumL = i32x4.add(sumL, i32x4.dot_i16x8_s(l, one));
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(a, one));
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(b, one));
    squaresL = i32x4.add(squaresL, i32x4.dot_i16x8_s(l, l));
    squaresA = i32x4.add(squaresA, i32x4.dot_i16x8_s(a, a));
    squaresB = i32x4.add(squaresB, i32x4.dot_i16x8_s(b, b));
  }
  store<f64>(sums, load<f64>(sums) + <f64>count);
  addSigned(sums + 8, sumL);
  addUnsigned(sums + 16, squaresL);
  addSigned(sums + 24, sumA);
  addUnsigned(sums + 32, squaresA);
  addSigned(sums + 40, sumB);
  addUnsigned(sums + 48, squaresB);
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

function addSigned(at: usize, lanes: v128): void {
  const pairs = i64x2.add(i64x2.extend_low_i32x4_s(lanes), i64x2.extend_high_i32x4_s(lanes));
  store<f64>(at, load<f64>(at) + <f64>(i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1)));
}

function addUnsigned(at: usize, lanes: v128): void {
  const pairs = i64x2.add(i64x2.extend_low_i32x4_u(lanes), i64x2.extend_high_i32x4_u(lanes));
  store<f64>(at, load<f64>(at) + <f64>(i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1)));
}

/** Bytes of the moments: mean and deviation of L + 16, a and b, six f64. */
export const momentsBytes: usize = 48;

/** Mean and deviation of the pixels added up, in units of L, a and b. */
export function writeMoments(sums: usize, moments: usize): void {
  const count = load<f64>(sums);
  writeMoment(count, sums + 8, unitsOfLightness, moments);
  writeMoment(count, sums + 24, unitsOfGreenRed, moments + 16);
  writeMoment(count, sums + 40, unitsOfBlueYellow, moments + 32);
}

/** From a sum and a sum of squares, which stand at `sums`. */
export function writeMoment(count: f64, sums: usize, units: f64, to: usize): void {
  const mean = load<f64>(sums) / count;
  const variance = load<f64>(sums, 8) / count - mean * mean;
  store<f64>(to, mean / units);
  store<f64>(to, Math.sqrt(Math.max(variance, 0)) / units, 8);
}

/** What makes a channel's deviation, 16 bytes into the moments per channel, that of another picture. */
export function gainOf(found: usize, wanted: usize): f64 {
  return load<f64>(wanted, 8) / Math.max(load<f64>(found, 8), leastDeviation);
}
