/*
 * Gaussian blur of a mask, and unsharp masking of a picture.
 *
 * Computes: feather = blur of a mask; sharpen = image + amount * (image - blur), alpha left alone. Outside is the nearest edge pixel.
 * Layout: one byte per pixel, or RGBA. Scratch: the planes of pyramid.ts and two lines.
 * Rounding: blurred values have 1/128 level; the mask is rounded at the end. Sharpening weighs level and blur in 32 bits with
 *   weights that add up to exactly 1, so that a flat area stays as it is.
 * Cost: that of pyramid.ts, and per eight values 3 (feather) or 13 (sharpen) vector operations.
 */
import { DONE, holds } from './status';
import { convolveColumns, convolveRow } from './convolve';
import { doubleLine, doublePlane, halvedBytes, halvedRow, highPairs, lengthAt, levelBits, lineBytes, lineMargin, lowPairs, mixedRow, planeAt, planeStride, pyramidBytes, widenRow } from './pyramid';

/** Bytes before the planes: a doubled line may begin one value early. */
const planesMargin: usize = 64;

/** Bytes of the weights of one axis. */
const weightsBytes: usize = 32;

/** Half a level in the planes. */
const halfLevel: i16 = 64;

export function blurScratch(width: i32, height: i32, channels: i32, levels: i32, taps: i32): usize {
  const pixelBytes = channels << 1;
  return planesMargin + pyramidBytes(width, height, pixelBytes, levels, taps) + lineBytes(width, pixelBytes) * 2;
}

/**
 * `levels`: how often the mask is halved; `weights`, `taps`: what convolves the smallest plane (pyramid.ts), `weightsBytes`
 * for its rows and then as many for its columns.
 */
export function feather(
  mask: usize,
  width: i32,
  height: i32,
  levels: i32,
  weights: usize,
  taps: i32,
  scratch: usize,
): i32 {
  assert(holds(mask, <usize>width * <usize>height), 'the mask lies in memory');
  assert(holds(scratch, blurScratch(width, height, 1, levels, taps)), 'the scratch space lies in memory');
  const planes = scratch + planesMargin;
  blurInto(planes, mask, width, height, 1, levels, weights, taps);
  const line = lineAt(planes, width, height, 2, levels, taps);
  for (let y = 0; y < height; y++) {
    const values = blurredRow(planes, width, height, 1, levels, y, line);
    storeLevels(mask + <usize>y * <usize>width, values, width, line);
  }
  return DONE;
}

/** Rounds a row of values. `spare`: 16 bytes that may be overwritten. */
function storeLevels(row: usize, values: usize, width: i32, spare: usize): void {
  const half = i16x8.splat(halfLevel);
  let x = 0;
  for (; x + 16 <= width; x += 16) {
    v128.store(row + <usize>x, roundedLevels(values, half));
    values += 32;
  }
  if (x === width) return;
  const rest = roundedLevels(values, half);
  v128.store(spare, rest);
  memory.copy(row + <usize>x, spare, <usize>(width - x));
}

function roundedLevels(values: usize, half: v128): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.add(v128.load(values), half), levelBits),
    i16x8.shr_u(i16x8.add(v128.load(values, 16), half), levelBits),
  );
}

export function sharpen(
  image: usize,
  width: i32,
  height: i32,
  levels: i32,
  weights: usize,
  taps: i32,
  amount: f32,
  scratch: usize,
): i32 {
  assert(holds(image, (<usize>width * <usize>height) << 2), 'the picture lies in memory');
  assert(holds(scratch, blurScratch(width, height, 4, levels, taps)), 'the scratch space lies in memory');
  const planes = scratch + planesMargin;
  blurInto(planes, image, width, height, 4, levels, weights, taps);
  const line = lineAt(planes, width, height, 8, levels, taps);
  const bits = amountBits(amount);
  const shares = i32x4.splat(sharpenShares(amount, bits));
  for (let y = 0; y < height; y++) {
    const values = blurredRow(planes, width, height, 4, levels, y, line);
    sharpenRow(image + ((<usize>y * <usize>width) << 2), values, width, shares, bits);
  }
  return DONE;
}

/** Binary places of the amount, so that it fits into 16 bits: fewer for very large ones. */
function amountBits(amount: f32): i32 {
  return Math.abs(amount) <= 6 ? 12 : 8;
}

/** The pair of weights for a level and its blur: they add up to exactly 1. */
function sharpenShares(amount: f32, bits: i32): i32 {
  const unit = 1 << bits;
  const share = <i32>Math.floor(<f64>amount * <f64>unit + 0.5);
  return ((unit + share) & 0xffff) | (-share << 16);
}

function sharpenRow(row: usize, values: usize, width: i32, shares: v128, bits: i32): void {
  const half = i32x4.splat((1 << (bits + levelBits)) >> 1);
  const alpha = i32x4.splat(0xff000000);
  const shift = bits + levelBits;
  let x = 0;
  for (; x + 4 <= width; x += 4) {
    const pixels = v128.load(row);
    const low = sharpened(i16x8.extend_low_i8x16_u(pixels), v128.load(values), shares, half, shift);
    const high = sharpened(i16x8.extend_high_i8x16_u(pixels), v128.load(values, 16), shares, half, shift);
    v128.store(row, v128.bitselect(pixels, i8x16.narrow_i16x8_u(low, high), alpha));
    row += 16;
    values += 32;
  }
  for (; x < width; x++) {
    const pixel = v128.load32_zero(row);
    const words = sharpened(i16x8.extend_low_i8x16_u(pixel), v128.load(values), shares, half, shift);
    v128.store32_lane(row, v128.bitselect(pixel, i8x16.narrow_i16x8_u(words, words), alpha), 0);
    row += 4;
    values += 8;
  }
}

/** Eight levels and their blur in 1/128 level; not yet clamped to bytes. */
function sharpened(levels: v128, blur: v128, shares: v128, half: v128, shift: i32): v128 {
  const fine = i16x8.shl(levels, levelBits);
  const low = i32x4.dot_i16x8_s(lowPairs(fine, blur), shares);
  const high = i32x4.dot_i16x8_s(highPairs(fine, blur), shares);
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(low, half), shift),
    i32x4.shr_s(i32x4.add(high, half), shift),
  );
}

/** Blurs into planes at `planes`, the first of which, at `planes` too, is of half size, or of full size when `levels` is 0. */
function blurInto(
  planes: usize,
  src: usize,
  width: i32,
  height: i32,
  channels: i32,
  levels: i32,
  weights: usize,
  taps: i32,
): void {
  const pixelBytes = channels << 1;
  const line = lineAt(planes, width, height, pixelBytes, levels, taps);
  const smallest = planeAt(planes, width, height, pixelBytes, levels);
  const columns = lengthAt(width, levels);
  const rows = lengthAt(height, levels);
  const stride = planeStride(columns, pixelBytes);
  const plane = smallest + <usize>taps * stride;
  for (let level = 1; level < levels; level++) {
    const larger = planeAt(planes, width, height, pixelBytes, level);
    const count = lengthAt(height, level);
    for (let y = 0; y < count; y++) fillRow(planes, src, width, height, channels, level, y, larger, line);
  }
  for (let y = 0; y < rows; y++) {
    fillRow(planes, src, width, height, channels, levels, y, plane, line);
    convolveRow(plane + <usize>y * stride, columns, pixelBytes, weights, taps, line);
  }
  convolveColumns(plane, columns, rows, pixelBytes, weights + weightsBytes, taps);
  for (let level = levels - 1; level > 0; level--) {
    doublePlane(
      planeAt(planes, width, height, pixelBytes, level + 1),
      planeAt(planes, width, height, pixelBytes, level),
      lengthAt(width, level),
      lengthAt(height, level),
      pixelBytes,
      line,
    );
  }
}

/** Fills row `y` of the plane of a level from the larger one, or from the bytes. */
function fillRow(
  planes: usize,
  src: usize,
  width: i32,
  height: i32,
  channels: i32,
  level: i32,
  y: i32,
  plane: usize,
  line: usize,
): void {
  const pixelBytes = channels << 1;
  const row = plane + <usize>y * planeStride(lengthAt(width, level), pixelBytes);
  if (level === 0) {
    widenRow(src + <usize>y * <usize>(width * channels), row, width * channels);
  } else if (level === 1) {
    halvedBytes(src, width, height, y, row, channels, line);
  } else {
    const larger = planeAt(planes, width, height, pixelBytes, level - 1);
    halvedRow(larger, lengthAt(width, level - 1), lengthAt(height, level - 1), y, row, pixelBytes, line);
  }
}

/** The first of two lines behind the planes. */
function lineAt(planes: usize, width: i32, height: i32, pixelBytes: i32, levels: i32, taps: i32): usize {
  return planes + pyramidBytes(width, height, pixelBytes, levels, taps) + lineMargin;
}

/** Row `y` of the blur: in the plane of full size, or doubled into the second of the lines at `line`. */
function blurredRow(plane: usize, width: i32, height: i32, channels: i32, levels: i32, y: i32, line: usize): usize {
  const pixelBytes = channels << 1;
  if (levels === 0) return plane + <usize>y * planeStride(width, pixelBytes);
  const doubled = line + lineBytes(width, pixelBytes);
  mixedRow(plane, lengthAt(width, 1), height, y, pixelBytes, line);
  doubleLine(line + <usize>pixelBytes, doubled, width, pixelBytes);
  return doubled;
}
