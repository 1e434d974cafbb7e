import { createPlane, mapPlane, type Plane } from './plane.js';
import { enlarge, reduce } from './reduce.js';

/** The weight below which a masked blur has nothing to say and widens its view. */
const leastWeight = 0.02;
/** Blocks a standard deviation spans on the smaller grid of wide blurs. */
const blocksPerSigma = 4;

/**
 * A Gaussian blur of `sigma` pixels by three box blurs (W. Wells, 1986); outside counts as the nearest edge pixel.
 * The boxes have a fractional width, so any sigma from about 0.3 is met; smaller ones leave the plane as it is.
 */
export function blur(plane: Plane, sigma: number): Plane {
  if (sigma < 0.3) return plane;
  const { width, height } = plane;
  // Three boxes of variance sigma^2 / 3 each: full width w with (w^2 - 1) / 12 as the variance of its pixels.
  const half = (Math.sqrt(4 * sigma * sigma + 1) - 1) / 2;
  let rows = plane.data;
  for (let pass = 0; pass < 3; pass++) rows = boxRows(rows, width, height, half);
  let columns = transpose(rows, width, height);
  for (let pass = 0; pass < 3; pass++) columns = boxRows(columns, height, width, half);
  return { width, height, data: transpose(columns, height, width) };
}

/**
 * The weighted local mean, `blur(plane * weight) / blur(weight)`: what lies outside the weight does not count
 * (normalised convolution, H. Knutsson, 1993). Where no weight is near, ever wider blurs fill in; without any weight
 * the result is 0. Wide blurs are computed on a smaller grid.
 */
export function blurMasked(plane: Plane, weight: Plane, sigma: number): Plane {
  const { width, height } = plane;
  const factor = Math.max(1, Math.floor(sigma / blocksPerSigma));
  const sums = mapPlane(plane, (value, i) => value * weight.data[i]!);
  if (factor === 1) return weightedMean(sums, weight, sigma);
  return enlarge(
    weightedMean(reduce(sums, factor), reduce(weight, factor), sigma / factor),
    factor,
    width,
    height,
  );
}

function weightedMean(sums: Plane, weight: Plane, sigma: number): Plane {
  const out = createPlane(sums.width, sums.height);
  const missing = createPlane(sums.width, sums.height, 1);
  const widest = 2 * Math.max(sums.width, sums.height);
  for (let level = sigma; ; level *= 2) {
    const means = blur(sums, level);
    const weights = blur(weight, level);
    const final = level > widest;
    let left = 0;
    for (let i = 0; i < out.data.length; i++) {
      const open = missing.data[i]!;
      const found = weights.data[i]!;
      if (open <= 0) continue;
      const share = final ? open : Math.min(open, found / leastWeight);
      if (found > 1e-7) out.data[i]! += (share * means.data[i]!) / found;
      missing.data[i] = open - share;
      if (missing.data[i]! > 1e-3) left++;
    }
    if (left === 0 || final) return out;
  }
}

/** A box of half-width `half` (its outermost pixels count by the fraction) along each row. */
function boxRows(data: Float32Array, width: number, height: number, half: number): Float32Array {
  const out = new Float32Array(data.length);
  const whole = Math.floor(half);
  const part = half - whole;
  const scale = 1 / (2 * half + 1);
  const last = width - 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const at = (x: number): number => data[row + (x < 0 ? 0 : x > last ? last : x)]!;
    let sum = 0;
    for (let x = -whole; x <= whole; x++) sum += at(x);
    for (let x = 0; x < width; x++) {
      out[row + x] = (sum + part * (at(x - whole - 1) + at(x + whole + 1))) * scale;
      sum += at(x + whole + 1) - at(x - whole);
    }
  }
  return out;
}

function transpose(data: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x]!;
  }
  return out;
}
