/*
 * Gaussian blurs by three extended boxes (P. Gwosdek and others, 2011), for masks and pictures.
 *
 * Computes: feather = blur of a mask; sharpen = image + amount * (image - blur), alpha left alone. Outside is the nearest edge pixel.
 * Layout: work goes in strips of eight 16-bit values per line: eight columns of a mask, or two RGBA pixels. A strip is
 *   blurred three times along its length, then turned into the transposed plane, from which the second axis is done alike.
 *   Scratch: two strips, eight lines for turning, and the plane.
 * Rounding: values between the passes are 16-bit numbers of 1/256 level; sums are 32-bit integers, weights 32-bit floats.
 * Cost: about 20 vector operations per eight values, pass and axis, whatever the sigma.
 */
import { DONE, holds } from './status';

/** Exactly representable, and so large that adding it leaves a sum's whole part in the lowest bits. */
const roundingBias: f32 = 8388608;
const roundingBits: i32 = 0x4b000000;

export function featherScratch(width: i32, height: i32, radius: i32): usize {
  return stripBytes(width, height, radius) * 2 + 128 + ((<usize>width * <usize>padded(height, 8)) << 1) + 16;
}

export function sharpenScratch(width: i32, height: i32, radius: i32): usize {
  return stripBytes(width, height, radius) * 2 + ((<usize>width * <usize>padded(height, 2)) << 3) + 16;
}

function stripBytes(width: i32, height: i32, radius: i32): usize {
  return <usize>(padded(max(width, height), 8) + 2 * margin(radius)) << 4;
}

/** Lines before and after a strip that later passes still see: with them, all passes together see the extended edge. */
function margin(radius: i32): i32 {
  return 2 * (radius + 1);
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
  const planeStride = <usize>padded(height, 8) << 1;
  assert(holds(mask, <usize>width * <usize>height), 'the mask lies in memory');
  assert(holds(scratch, featherScratch(width, height, radius)), 'the scratch space lies in memory');

  for (let x = 0; x < width; x += 8) {
    for (let y = 0; y < height; y++) {
      const levels = v128.load_ext<u8>(mask + <usize>y * <usize>width + <usize>x);
      v128.store(strip + (<usize>y << 4), i16x8.shl(levels, 8));
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

/** Rounds eight values of 1/256 level and stores the first `count`. */
function storeLevels(at: usize, values: usize, count: i32): void {
  const rounded = i16x8.shr_u(i16x8.add_sat_u(v128.load(values), i16x8.splat(128)), 8);
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
  const planeStride = <usize>padded(height, 2) << 3;
  assert(holds(image, (<usize>width * <usize>height) << 2), 'the picture lies in memory');
  assert(holds(scratch, sharpenScratch(width, height, radius)), 'the scratch space lies in memory');
  const stride = <usize>width << 2;

  for (let x = 0; x < width; x += 2) {
    for (let y = 0; y < height; y++) {
      const levels = v128.load_ext<u8>(image + <usize>y * stride + (<usize>x << 2));
      v128.store(strip + (<usize>y << 4), i16x8.shl(levels, 8));
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
    for (let x = 0; x < width; x++) {
      sharpenPixel(row + (<usize>x << 2), other + (<usize>x << 4), amount);
    }
    if (y + 1 === height) break;
    for (let x = 0; x < width; x++) {
      sharpenPixel(row + stride + (<usize>x << 2), other + (<usize>x << 4) + 8, amount);
    }
  }
  return DONE;
}

function sharpenPixel(pixel: usize, blurred: usize, amount: f32): void {
  const bytes = v128.load32_zero(pixel);
  const level = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
  const smooth = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<u16>(blurred)), f32x4.splat(1.0 / 256));
  const sharp = f32x4.add(level, f32x4.mul(f32x4.splat(amount), f32x4.sub(level, smooth)));
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(sharp, f32x4.splat(0.5))));
  const words = i16x8.narrow_i32x4_s(whole, whole);
  const colour = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0) & 0x00ffffff;
  store<u32>(pixel, colour | (load<u32>(pixel) & 0xff000000));
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
  const whole = length + 2 * margin(radius);
  boxStrip(strip - around, other - around, whole, radius, outer, gain);
  boxStrip(other - around, strip - around, whole, radius, outer, gain);
  boxStrip(strip - around, other - around, whole, radius, outer, gain);
}

/** One box along `length` lines of eight values: running sums, with the two outermost lines weighed by `outer`. */
function boxStrip(src: usize, dst: usize, length: i32, radius: i32, outer: f32, gain: f32): void {
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
