/*
 * Grain: the finest detail of a picture, made like another's.
 *
 * Computes: the deviation, where it is measured, of what a blur of one pixel (the binomial 1 4 6 4 1 both ways) takes away
 *   from the luma of both pictures, from the median size. Where the picture is sharper it is blurred, up to three times,
 *   where it is smoother it gets noise, the same on every run.
 * Layout: RGBA and masks of one byte per pixel. Only the rows that `where` reaches are looked at. Scratch: four planes of f32 of
 *   these rows, a line, a histogram, and up to 20000 values twice.
 * Rounding: 32-bit floats.
 * Cost: per blur and pixel 18 vector operations for four values; medians from histograms.
 */
import { DONE, EMPTY, holds } from './status';

/** Share of the measured excess sharpness that is taken away; more looks smeared. */
const blurShare: f32 = 0.8;
/** Blurs of one pixel a picture gets at most. */
const mostBlurs: i32 = 3;
/** Fewer pixels to measure on say nothing. */
const leastPixels: i32 = 256;
/** Bins per level of the histogram, and their number. */
const binsPerLevel: f32 = 32;
const bins: i32 = 32 * 256;
/** Values looked at to find a deviation. */
const mostValues: i32 = 20_000;

/** Weights of red, green and blue in luma, and of a blur, as whole vectors. */
const constants: usize = memory.data(6 * 16, 16);

/** Fills the table; called once. */
export function prepareGrain(): void {
  v128.store(constants, f32x4.splat(0.2126));
  v128.store(constants, f32x4.splat(0.7152), 16);
  v128.store(constants, f32x4.splat(0.0722), 32);
  v128.store(constants, f32x4.splat(4), 48);
  v128.store(constants, f32x4.splat(6), 64);
  v128.store(constants, f32x4.splat(1.0 / 16), 80);
}

function planeBytes(count: i32): usize {
  return ((<usize>count << 2) + 47) & ~15;
}

export function grainScratch(width: i32, height: i32): usize {
  return 4 * planeBytes(width * height) + (<usize>(width + 8) << 2) + (<usize>bins << 2) + 2 * (<usize>(mostValues + 4) << 2);
}

export function matchGrain(
  image: usize,
  target: usize,
  width: i32,
  height: i32,
  measured: usize,
  where: usize,
  strength: f32,
  scratch: usize,
): i32 {
  if (width < 1 || height < 1) return EMPTY;
  assert(holds(image, (<usize>width * <usize>height) << 2), 'the picture lies in memory');
  assert(holds(scratch, grainScratch(width, height)), 'the scratch space lies in memory');
  let first = 0;
  let end = width * height;
  while (first < end && load<u8>(where + <usize>first) === 0) first++;
  if (first === end) return DONE;
  while (load<u8>(where + <usize>(end - 1)) === 0) end--;
  first = first / width * width;
  end = (end + width - 1) / width * width;
  const count = end - first;
  const rows = count / width;
  const over = measured + <usize>first;
  const pixels = image + (<usize>first << 2);

  const fine = scratch;
  const other = fine + planeBytes(count);
  const spare = other + planeBytes(count);
  const change = spare + planeBytes(count);
  const values = change + planeBytes(count);
  const picked = values + (<usize>(width + 8) << 2);
  const step = stepOf(over, count);

  storeLuma(target + (<usize>first << 2), count, other);
  takeSoft(other, width, rows, fine, spare, values);
  const wanted = deviationAt(fine, over, count, step, picked);
  storeLuma(pixels, count, other);
  takeSoft(other, width, rows, fine, spare, values);
  const found = deviationAt(fine, over, count, step, picked);
  if (found > wanted) {
    const goal = found - blurShare * (found - wanted);
    blurTo(fine, other, spare, change, width, rows, over, step, goal, values, picked);
    scaleBy(change, count, strength);
  } else {
    const goal = strength * <f32>Math.sqrt(<f64>(wanted * wanted - found * found));
    makeNoise(other, count);
    takeSoft(other, width, rows, change, spare, values);
    takeSoft(change, width, rows, other, spare, values);
    const noise = deviationAt(other, over, count, step, picked);
    scaleBy(change, count, noise > 0 ? goal / noise : 0);
  }
  addTo(pixels, change, where + <usize>first, count);
  return DONE;
}

/** How many of the measured pixels stand for one that is looked at. */
function stepOf(over: usize, count: i32): i32 {
  let measured = 0;
  for (let i = 0; i < count; i++) measured += i32(load<u8>(over + <usize>i) > 0);
  return max(1, (measured + mostValues - 1) / mostValues);
}

/** Luma 0..255 (Rec. 709) of RGBA pixels; what is stored beyond the last is spare. */
function storeLuma(pixels: usize, count: i32, dst: usize): void {
  const low = i32x4.splat(255);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const four = v128.load(pixels + i);
    const red = f32x4.convert_i32x4_s(v128.and(four, low));
    const green = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), low));
    const blue = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), low));
    const sum = f32x4.add(
      f32x4.mul(red, v128.load(constants)),
      f32x4.mul(green, v128.load(constants, 16)),
    );
    v128.store(dst + i, f32x4.add(sum, f32x4.mul(blue, v128.load(constants, 32))));
  }
}

/** Writes what a blur of one pixel takes away; outside counts as the nearest edge pixel. */
function takeSoft(src: usize, width: i32, rows: i32, dst: usize, spare: usize, line: usize): void {
  const bytes = <usize>width << 2;
  for (let y = 0; y < rows; y++) {
    const row = src + <usize>y * bytes;
    memory.copy(line + 8, row, bytes);
    const first = load<f32>(row);
    const last = load<f32>(row + bytes - 4);
    store<f32>(line, first);
    store<f32>(line, first, 4);
    store<f32>(line + bytes, last, 8);
    store<f32>(line + bytes, last, 12);
    const to = spare + <usize>y * bytes;
    for (let x: usize = 0; x < bytes; x += 16) {
      const at = line + x;
      v128.store(to + x, binomial(v128.load(at), v128.load(at, 4), v128.load(at, 8), v128.load(at, 12), v128.load(at, 16)));
    }
  }
  for (let y = 0; y < rows; y++) {
    const a = spare + <usize>max(0, y - 2) * bytes;
    const b = spare + <usize>max(0, y - 1) * bytes;
    const c = <usize>y * bytes;
    const d = spare + <usize>min(rows - 1, y + 1) * bytes;
    const e = spare + <usize>min(rows - 1, y + 2) * bytes;
    for (let x: usize = 0; x < bytes; x += 16) {
      const soft = binomial(
        v128.load(a + x),
        v128.load(b + x),
        v128.load(spare + c + x),
        v128.load(d + x),
        v128.load(e + x),
      );
      v128.store(dst + c + x, f32x4.sub(v128.load(src + c + x), soft));
    }
  }
}

function binomial(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  const near = f32x4.mul(f32x4.add(b, d), v128.load(constants, 48));
  const middle = f32x4.mul(c, v128.load(constants, 64));
  return f32x4.mul(f32x4.add(f32x4.add(f32x4.add(a, e), near), middle), v128.load(constants, 80));
}

/** Copies every `step`th of the measured values. @returns Their number. */
function pick(plane: usize, over: usize, count: i32, step: i32, dst: usize): i32 {
  let left = 0;
  let found = 0;
  for (let i = 0; i < count; i++) {
    if (load<u8>(over + <usize>i) === 0) continue;
    if (left > 0) {
      left--;
      continue;
    }
    left = step - 1;
    store<f32>(dst + (<usize>found << 2), load<f32>(plane + (<usize>i << 2)));
    found++;
  }
  return found;
}

/** The deviation of a plane's measured values; `picked` has room for the histogram and the values. */
function deviationAt(plane: usize, over: usize, count: i32, step: i32, picked: usize): f32 {
  const values = picked + (<usize>bins << 2);
  return deviationOf(values, 0, 0, pick(plane, over, count, step, values), picked);
}

/** 1.4826 times the median size of `values - share * others`: the deviation, were the values Gaussian. */
function deviationOf(values: usize, others: usize, share: f32, count: i32, histogram: usize): f32 {
  if (count < leastPixels) return 0;
  memory.fill(histogram, 0, <usize>bins << 2);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const value = others === 0 ? load<f32>(values + i) : load<f32>(values + i) - share * load<f32>(others + i);
    const bin = min(bins - 1, <i32>(binsPerLevel * Mathf.abs(value)));
    const at = histogram + (<usize>bin << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  let below = 0;
  for (let bin = 0; bin < bins; bin++) {
    const here = load<i32>(histogram + (<usize>bin << 2));
    if (2 * (below + here) >= count) {
      return <f32>((1.4826 * (<f64>bin + (<f64>count / 2 - <f64>below) / <f64>here)) / <f64>binsPerLevel);
    }
    below += here;
  }
  return <f32>bins / binsPerLevel;
}

/** Fills `change` with what brings the deviation of `fine` down to `goal`: whole blurs of a pixel, then a share of one. */
function blurTo(
  fine: usize,
  other: usize,
  spare: usize,
  change: usize,
  width: i32,
  rows: i32,
  over: usize,
  step: i32,
  goal: f32,
  line: usize,
  picked: usize,
): void {
  const count = width * rows;
  const size = <usize>count << 2;
  const values = picked + (<usize>bins << 2);
  const others = values + (<usize>(mostValues + 4) << 2);
  memory.fill(change, 0, size);
  for (let blurs = 1; ; blurs++) {
    takeSoft(fine, width, rows, other, spare, line);
    const seen = pick(fine, over, count, step, values);
    pick(other, over, count, step, others);
    const share = shareFor(values, others, seen, goal, picked);
    const shares = f32x4.splat(share);
    for (let i: usize = 0; i < size; i += 16) {
      const taken = f32x4.mul(shares, v128.load(fine + i));
      v128.store(change + i, f32x4.sub(v128.load(change + i), taken));
    }
    if (share < 1 || blurs === mostBlurs) return;
    // What the next blur takes away is what this one left of it.
    for (let i: usize = 0; i < size; i += 16) {
      v128.store(fine + i, f32x4.sub(v128.load(fine + i), v128.load(other + i)));
    }
  }
}

/** How much of a blur leaves the deviation `goal`, 0..1, in 64ths; none where blurring does not help. */
function shareFor(values: usize, others: usize, count: i32, goal: f32, histogram: usize): f32 {
  const least = deviationOf(values, others, 1, count, histogram);
  if (least > goal) return least < deviationOf(values, 0, 0, count, histogram) ? 1 : 0;
  let low: f32 = 0;
  let high: f32 = 1;
  for (let turn = 0; turn < 6; turn++) {
    const share = (low + high) / 2;
    if (deviationOf(values, others, share, count, histogram) <= goal) high = share;
    else low = share;
  }
  return high;
}

/** Noise of deviation 1: four hashed bytes of the value's number, summed. */
function makeNoise(dst: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    let h: u32 = (<u32>i + 1) * 0x9e3779b1;
    h = (h ^ (h >> 15)) * 0x85ebca6b;
    h = (h ^ (h >> 13)) * 0xc2b2ae35;
    h ^= h >> 16;
    const sum = (h & 255) + ((h >> 8) & 255) + ((h >> 16) & 255) + (h >> 24);
    store<f32>(dst + (<usize>i << 2), (<f32>sum - 510) / 147.8);
  }
}

function scaleBy(plane: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    v128.store(plane + i, f32x4.mul(v128.load(plane + i), factors));
  }
}

/** Adds the change to red, green and blue where `where` is set. */
function addTo(pixels: usize, change: usize, where: usize, count: i32): void {
  const alpha = i32x4.splat(0xff000000);
  for (let i = 0; i < count; i++) {
    if (load<u8>(where + <usize>i) === 0) continue;
    const at = pixels + (<usize>i << 2);
    const pixel = v128.load32_zero(at);
    const words = i16x8.extend_low_i8x16_u(pixel);
    const level = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
    const changed = f32x4.add(f32x4.add(level, v128.load32_splat(change + (<usize>i << 2))), f32x4.splat(0.5));
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.floor(changed));
    const narrow = i16x8.narrow_i32x4_s(whole, whole);
    const bytes = i8x16.narrow_i16x8_u(narrow, narrow);
    v128.store32_lane(at, v128.bitselect(pixel, bytes, alpha), 0);
  }
}
