/*
 * Gaussian blurs by three extended boxes (P. Gwosdek and others, 2011), for masks and pictures.
 *
 * Computes: feather = blur of a mask; sharpen = image + amount * (image - blur), alpha left alone. Outside is the nearest edge pixel.
 * Layout: work goes in strips of eight 16-bit values per line: eight columns of a mask, or two RGBA pixels. A strip is
 *   blurred three times along its length, then turned into the transposed plane, from which the second axis is done alike.
 *   Scratch: two strips, eight lines for turning, and the plane.
 * Rounding: values between the passes are 16-bit numbers of 1/128 level. Up to a radius of 127 a pass is all integers:
 *   weights that add up to 65536 (or one less), sums of 32 bits that gain and lose two weighted lines at every step, so that
 *   nothing drifts. Beyond, and for a radius of 0, sums are integers and weights 32-bit floats.
 * Cost: 18 vector operations per eight values, pass and axis, whatever the sigma; 3 where a whole strip is of one level.
 */
import { DONE, holds } from './status';

/** Binary places of a level between the passes. */
const levelBits: i32 = 7;

/** Exactly representable, and so large that adding it leaves a sum's whole part in the lowest bits. */
const roundingBias: f32 = 8388608;
const roundingBits: i32 = 0x4b000000;

export function featherScratch(width: i32, height: i32, radius: i32): usize {
  return stripBytes(width, height, radius) * 2 + 128 + <usize>width * spreadStride(<usize>padded(height, 8) << 1) + 16;
}

export function sharpenScratch(width: i32, height: i32, radius: i32): usize {
  return stripBytes(width, height, radius) * 2 + <usize>width * spreadStride(<usize>padded(height, 2) << 3) + 16;
}

function stripBytes(width: i32, height: i32, radius: i32): usize {
  return <usize>(padded(max(width, height), 8) + 2 * margin(radius)) << 4;
}

/** Lines before and after a strip that later passes still see: with them, all passes together see the extended edge. */
function margin(radius: i32): i32 {
  return 2 * (radius + 1);
}

/** An odd number of cache lines, so that one column of a plane does not fall into a few sets of the cache. */
function spreadStride(bytes: usize): usize {
  return ((bytes + 127) & ~127) + 64;
}

function padded(value: i32, multiple: i32): i32 {
  return (value + multiple - 1) & -multiple;
}

export function feather(
  mask: usize,
  width: i32,
  height: i32,
  radius: i32,
  outer: f32,
  gain: f32,
  scratch: usize,
): i32 {
  const strip = scratch + (<usize>margin(radius) << 4);
  const other = strip + stripBytes(width, height, radius);
  const turned = other + stripBytes(width, height, radius) - (<usize>margin(radius) << 4);
  const plane = turned + 128;
  const planeStride = spreadStride(<usize>padded(height, 8) << 1);
  assert(holds(mask, <usize>width * <usize>height), 'the mask lies in memory');
  assert(holds(scratch, featherScratch(width, height, radius)), 'the scratch space lies in memory');

  for (let x = 0; x < width; x += 8) {
    for (let y = 0; y < height; y++) {
      const levels = v128.load_ext<u8>(mask + <usize>y * <usize>width + <usize>x);
      v128.store(strip + (<usize>y << 4), i16x8.shl(levels, levelBits));
    }
    blurStrip(strip, other, height, radius, outer, gain);
    const columns = min(8, width - x);
    for (let y = 0; y < height; y += 8) {
      turn(other + (<usize>y << 4), turned);
      for (let i = 0; i < columns; i++) {
        const at = plane + <usize>(x + i) * planeStride + (<usize>y << 1);
        v128.store(at, v128.load(turned + (<usize>i << 4)));
      }
    }
  }

  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x++) {
      v128.store(strip + (<usize>x << 4), v128.load(plane + <usize>x * planeStride + (<usize>y << 1)));
    }
    blurStrip(strip, other, width, radius, outer, gain);
    const rows = min(8, height - y);
    for (let x = 0; x < width; x += 8) {
      turn(other + (<usize>x << 4), turned);
      const columns = min(8, width - x);
      for (let i = 0; i < rows; i++) {
        storeLevels(mask + <usize>(y + i) * <usize>width + <usize>x, turned + (<usize>i << 4), columns);
      }
    }
  }
  return DONE;
}

/** Rounds eight values of 1/128 level and stores the first `count`. */
function storeLevels(at: usize, values: usize, count: i32): void {
  const rounded = i16x8.shr_u(i16x8.add(v128.load(values), i16x8.splat(64)), levelBits);
  const bytes = i8x16.narrow_i16x8_u(rounded, rounded);
  if (count === 8) {
    v128.store64_lane(at, bytes, 0);
    return;
  }
  v128.store(values, bytes);
  memory.copy(at, values, <usize>count);
}

/** Transposes eight lines of eight 16-bit values. */
function turn(src: usize, dst: usize): void {
  const a0 = v128.load(src);
  const a1 = v128.load(src, 16);
  const a2 = v128.load(src, 32);
  const a3 = v128.load(src, 48);
  const a4 = v128.load(src, 64);
  const a5 = v128.load(src, 80);
  const a6 = v128.load(src, 96);
  const a7 = v128.load(src, 112);
  const b0 = v128.shuffle<u16>(a0, a1, 0, 8, 1, 9, 2, 10, 3, 11);
  const b1 = v128.shuffle<u16>(a0, a1, 4, 12, 5, 13, 6, 14, 7, 15);
  const b2 = v128.shuffle<u16>(a2, a3, 0, 8, 1, 9, 2, 10, 3, 11);
  const b3 = v128.shuffle<u16>(a2, a3, 4, 12, 5, 13, 6, 14, 7, 15);
  const b4 = v128.shuffle<u16>(a4, a5, 0, 8, 1, 9, 2, 10, 3, 11);
  const b5 = v128.shuffle<u16>(a4, a5, 4, 12, 5, 13, 6, 14, 7, 15);
  const b6 = v128.shuffle<u16>(a6, a7, 0, 8, 1, 9, 2, 10, 3, 11);
  const b7 = v128.shuffle<u16>(a6, a7, 4, 12, 5, 13, 6, 14, 7, 15);
  const c0 = v128.shuffle<u32>(b0, b2, 0, 4, 1, 5);
  const c1 = v128.shuffle<u32>(b0, b2, 2, 6, 3, 7);
  const c2 = v128.shuffle<u32>(b1, b3, 0, 4, 1, 5);
  const c3 = v128.shuffle<u32>(b1, b3, 2, 6, 3, 7);
  const c4 = v128.shuffle<u32>(b4, b6, 0, 4, 1, 5);
  const c5 = v128.shuffle<u32>(b4, b6, 2, 6, 3, 7);
  const c6 = v128.shuffle<u32>(b5, b7, 0, 4, 1, 5);
  const c7 = v128.shuffle<u32>(b5, b7, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<u64>(c0, c4, 0, 2));
  v128.store(dst, v128.shuffle<u64>(c0, c4, 1, 3), 16);
  v128.store(dst, v128.shuffle<u64>(c1, c5, 0, 2), 32);
  v128.store(dst, v128.shuffle<u64>(c1, c5, 1, 3), 48);
  v128.store(dst, v128.shuffle<u64>(c2, c6, 0, 2), 64);
  v128.store(dst, v128.shuffle<u64>(c2, c6, 1, 3), 80);
  v128.store(dst, v128.shuffle<u64>(c3, c7, 0, 2), 96);
  v128.store(dst, v128.shuffle<u64>(c3, c7, 1, 3), 112);
}

export function sharpen(
  image: usize,
  width: i32,
  height: i32,
  radius: i32,
  outer: f32,
  gain: f32,
  amount: f32,
  scratch: usize,
): i32 {
  const strip = scratch + (<usize>margin(radius) << 4);
  const other = strip + stripBytes(width, height, radius);
  const plane = other + stripBytes(width, height, radius) - (<usize>margin(radius) << 4);
  const planeStride = spreadStride(<usize>padded(height, 2) << 3);
  assert(holds(image, (<usize>width * <usize>height) << 2), 'the picture lies in memory');
  assert(holds(scratch, sharpenScratch(width, height, radius)), 'the scratch space lies in memory');
  const stride = <usize>width << 2;
  const bits = amountBits(amount);
  const weights = i32x4.splat(sharpenWeights(amount, bits));

  for (let x = 0; x < width; x += 2) {
    for (let y = 0; y < height; y++) {
      const levels = v128.load_ext<u8>(image + <usize>y * stride + (<usize>x << 2));
      v128.store(strip + (<usize>y << 4), i16x8.shl(levels, levelBits));
    }
    blurStrip(strip, other, height, radius, outer, gain);
    const line = plane + <usize>x * planeStride;
    const both = x + 1 < width;
    for (let y = 0; y < height; y++) {
      const values = v128.load(other + (<usize>y << 4));
      v128.store64_lane(line + (<usize>y << 3), values, 0);
      if (both) v128.store64_lane(line + planeStride + (<usize>y << 3), values, 1);
    }
  }

  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x++) {
      v128.store(strip + (<usize>x << 4), v128.load(plane + <usize>x * planeStride + (<usize>y << 3)));
    }
    blurStrip(strip, other, width, radius, outer, gain);
    const row = image + <usize>y * stride;
    const both = y + 1 < height;
    let x = 0;
    for (; x + 2 <= width; x += 2) {
      const one = v128.load(other + (<usize>x << 4));
      const two = v128.load(other + (<usize>x << 4), 16);
      const at = row + (<usize>x << 2);
      v128.store64_lane(at, sharpened(v128.load64_zero(at), v128.shuffle<u64>(one, two, 0, 2), weights, bits), 0);
      if (!both) continue;
      const below = at + stride;
      const blurred = v128.shuffle<u64>(one, two, 1, 3);
      v128.store64_lane(below, sharpened(v128.load64_zero(below), blurred, weights, bits), 0);
    }
    if (x === width) continue;
    const one = v128.load(other + (<usize>x << 4));
    const at = row + (<usize>x << 2);
    v128.store32_lane(at, sharpened(v128.load32_zero(at), one, weights, bits), 0);
    if (!both) continue;
    const below = at + stride;
    const blurred = v128.shuffle<u64>(one, one, 1, 1);
    v128.store32_lane(below, sharpened(v128.load32_zero(below), blurred, weights, bits), 0);
  }
  return DONE;
}

/** Binary places of the amount, so that it fits into 16 bits: fewer for very large ones. */
function amountBits(amount: f32): i32 {
  return Math.abs(amount) <= 6 ? 12 : 8;
}

/** Pairs of weights for a level and its blur: they add up to exactly 1. */
function sharpenWeights(amount: f32, bits: i32): i32 {
  const unit = 1 << bits;
  const share = <i32>Math.floor(<f64>amount * <f64>unit + 0.5);
  return ((unit + share) & 0xffff) | (-share << 16);
}

/** Two pixels, alpha as it was, from their blur in 1/128 level; bytes in the lower half. */
function sharpened(pixels: v128, blurred: v128, weights: v128, bits: i32): v128 {
  const levels = i16x8.shl(i16x8.extend_low_i8x16_u(pixels), levelBits);
  const half = i32x4.splat((1 << (bits + levelBits)) >> 1);
  const low = i32x4.dot_i16x8_s(lowPairs(levels, blurred), weights);
  const high = i32x4.dot_i16x8_s(highPairs(levels, blurred), weights);
  const words = i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), bits + levelBits),
    i32x4.shr_s(i32x4.add(high, half), bits + levelBits),
  );
  return v128.bitselect(pixels, i8x16.narrow_i16x8_u(words, words), i32x4.splat(0xff000000));
}

/** Three boxes along a strip and the margins around it; the result lies in `other`. */
function blurStrip(strip: usize, other: usize, length: i32, radius: i32, outer: f32, gain: f32): void {
  const around = <usize>margin(radius) << 4;
  const first = v128.load(strip);
  const last = v128.load(strip + (<usize>(length - 1) << 4));
  const end = strip + (<usize>length << 4);
  for (let at: usize = 0; at < around; at += 16) {
    v128.store(strip - 16 - at, first);
    v128.store(end + at, last);
  }
  if (uniform(strip, length)) {
    memory.copy(other, strip, <usize>length << 4);
    return;
  }
  const whole = length + 2 * margin(radius);
  boxStrip(strip - around, other - around, whole, radius, outer, gain);
  boxStrip(other - around, strip - around, whole, radius, outer, gain);
  boxStrip(strip - around, other - around, whole, radius, outer, gain);
}

/** Whether every line of a strip equals the first. */
function uniform(strip: usize, length: i32): bool {
  const first = v128.load(strip);
  if (v128.any_true(v128.xor(first, v128.load(strip + (<usize>(length >> 1) << 4))))) return false;
  let differing = i32x4.splat(0);
  const end = strip + (<usize>length << 4);
  for (let at = strip; at < end; at += 16) differing = v128.or(differing, v128.xor(v128.load(at), first));
  return !v128.any_true(differing);
}

function boxStrip(src: usize, dst: usize, length: i32, radius: i32, outer: f32, gain: f32): void {
  if (radius >= 1 && radius <= 127) wholeBox(src, dst, length, radius, gain);
  else floatBox(src, dst, length, radius, outer, gain);
}

/**
 * One box along `length` lines of eight values, in integers. The inner weight is cut to 1/65536; what that leaves over, half
 * each, is the weight of the two outermost lines.
 */
function wholeBox(src: usize, dst: usize, length: i32, radius: i32, gain: f32): void {
  const inner = <i32>(gain * 65536);
  const ends = (65536 - (2 * radius + 1) * inner) >> 1;
  const last = length - 1;
  const first = v128.load(src);
  const final = v128.load(src + (<usize>last << 4));
  let low = i32x4.mul(i32x4.extend_low_i16x8_s(first), i32x4.splat(radius + 1));
  let high = i32x4.mul(i32x4.extend_high_i16x8_s(first), i32x4.splat(radius + 1));
  const reach = min(radius, last);
  for (let i = 1; i <= reach; i++) {
    const line = v128.load(src + (<usize>i << 4));
    low = i32x4.add(low, i32x4.extend_low_i16x8_s(line));
    high = i32x4.add(high, i32x4.extend_high_i16x8_s(line));
  }
  const beyond = i32x4.splat(radius - reach);
  low = i32x4.add(low, i32x4.mul(i32x4.extend_low_i16x8_s(final), beyond));
  high = i32x4.add(high, i32x4.mul(i32x4.extend_high_i16x8_s(final), beyond));
  const next = v128.load(src + (<usize>min(radius + 1, last) << 4));
  const half = i32x4.splat(32768);
  low = i32x4.add(i32x4.mul(low, i32x4.splat(inner)), half);
  high = i32x4.add(i32x4.mul(high, i32x4.splat(inner)), half);
  low = i32x4.add(low, i32x4.mul(i32x4.add(i32x4.extend_low_i16x8_s(first), i32x4.extend_low_i16x8_s(next)), i32x4.splat(ends)));
  high = i32x4.add(high, i32x4.mul(i32x4.add(i32x4.extend_high_i16x8_s(first), i32x4.extend_high_i16x8_s(next)), i32x4.splat(ends)));

  const rest = inner - ends;
  const arriving = i32x4.splat((ends & 0xffff) | (rest << 16));
  const leaving = i32x4.splat((-rest & 0xffff) | (-ends << 16));
  const end = src + (<usize>last << 4);
  let ahead = src + (<usize>min(radius + 2, last) << 4);
  let behind = src;
  let after = next;
  let before = first;
  for (let i = 0; i < length; i++) {
    v128.store(dst, i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16)));
    dst += 16;
    const newest = v128.load(ahead);
    const oldest = v128.load(behind);
    low = i32x4.add(low, i32x4.dot_i16x8_s(lowPairs(newest, after), arriving));
    high = i32x4.add(high, i32x4.dot_i16x8_s(highPairs(newest, after), arriving));
    low = i32x4.add(low, i32x4.dot_i16x8_s(lowPairs(oldest, before), leaving));
    high = i32x4.add(high, i32x4.dot_i16x8_s(highPairs(oldest, before), leaving));
    after = newest;
    before = oldest;
    ahead = min(ahead + 16, end);
    if (i >= radius) behind = min(behind + 16, end);
  }
}

function lowPairs(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 0, 8, 1, 9, 2, 10, 3, 11);
}

function highPairs(p: v128, q: v128): v128 {
  return v128.shuffle<u16>(p, q, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** One box along `length` lines of eight values, in floats: running sums, with the two outermost lines weighed by `outer`. */
function floatBox(src: usize, dst: usize, length: i32, radius: i32, outer: f32, gain: f32): void {
  const last = length - 1;
  const first = v128.load(src);
  const final = v128.load(src + (<usize>last << 4));
  let low = i32x4.mul(i32x4.extend_low_i16x8_u(first), i32x4.splat(radius + 1));
  let high = i32x4.mul(i32x4.extend_high_i16x8_u(first), i32x4.splat(radius + 1));
  const reach = min(radius, last);
  for (let i = 1; i <= reach; i++) {
    const line = v128.load(src + (<usize>i << 4));
    low = i32x4.add(low, i32x4.extend_low_i16x8_u(line));
    high = i32x4.add(high, i32x4.extend_high_i16x8_u(line));
  }
  const beyond = i32x4.splat(radius - reach);
  low = i32x4.add(low, i32x4.mul(i32x4.extend_low_i16x8_u(final), beyond));
  high = i32x4.add(high, i32x4.mul(i32x4.extend_high_i16x8_u(final), beyond));

  const outerWeight = f32x4.splat(outer * gain);
  const innerWeight = f32x4.splat(gain);
  const bias = f32x4.splat(roundingBias);
  const bits = i32x4.splat(roundingBits);
  let before = first;
  for (let i = 0; i < length; i++) {
    const after = v128.load(src + (<usize>min(i + radius + 1, last) << 4));
    const leaving = v128.load(src + (<usize>max(i - radius, 0) << 4));
    const afterLow = i32x4.extend_low_i16x8_u(after);
    const afterHigh = i32x4.extend_high_i16x8_u(after);
    const endsLow = f32x4.convert_i32x4_s(i32x4.add(i32x4.extend_low_i16x8_u(before), afterLow));
    const endsHigh = f32x4.convert_i32x4_s(i32x4.add(i32x4.extend_high_i16x8_u(before), afterHigh));
    const meanLow = weighted(f32x4.convert_i32x4_s(low), innerWeight, endsLow, outerWeight);
    const meanHigh = weighted(f32x4.convert_i32x4_s(high), innerWeight, endsHigh, outerWeight);
    v128.store(
      dst + (<usize>i << 4),
      i16x8.narrow_i32x4_u(
        i32x4.sub(f32x4.add(meanLow, bias), bits),
        i32x4.sub(f32x4.add(meanHigh, bias), bits),
      ),
    );
    low = i32x4.add(low, i32x4.sub(afterLow, i32x4.extend_low_i16x8_u(leaving)));
    high = i32x4.add(high, i32x4.sub(afterHigh, i32x4.extend_high_i16x8_u(leaving)));
    before = leaving;
  }
}

function weighted(sum: v128, gain: v128, ends: v128, outer: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(sum, gain, f32x4.mul(ends, outer));
  return f32x4.add(f32x4.mul(sum, gain), f32x4.mul(ends, outer));
}
