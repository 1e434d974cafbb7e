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
  const box = boxOf(sigma);
  const rows = boxRows(boxRows(plane.data, width, height, box), width, height, box);
  const turned = boxRows(rows, width, height, box, true);
  const columns = boxRows(boxRows(turned, height, width, box), height, width, box);
  return { width, height, data: boxRows(columns, height, width, box, true) };
}

/** A box that counts `whole` pixels on each side in full and the next one by `part`. */
interface Box {
  readonly whole: number;
  readonly part: number;
}

/** The box whose variance is a third of `sigma` squared (P. Gwosdek et al., 2011). */
function boxOf(sigma: number): Box {
  const variance = (sigma * sigma) / 3;
  const whole = Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
  const part = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) ** 2));
  return { whole, part };
}

/**
 * The weighted local mean, `blur(plane * weight) / blur(weight)`: what lies outside the weight does not count
 * (normalised convolution, H. Knutsson, 1993). Where no weight is near, wider and wider views fill in; without any
 * weight the result is 0. Wide blurs are computed on a smaller grid.
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
  const { width, height } = sums;
  const means = blur(sums, sigma);
  const weights = blur(weight, sigma);
  let least = Infinity;
  for (const value of weights.data) if (value < least) least = value;
  const out = createPlane(width, height);
  if (least >= leastWeight || Math.max(width, height) <= 2) {
    for (let i = 0; i < out.data.length; i++) {
      out.data[i] = weights.data[i]! > 0 ? means.data[i]! / weights.data[i]! : 0;
    }
    return out;
  }
  const wider = enlarge(weightedMean(reduce(sums, 2), reduce(weight, 2), sigma), 2, width, height);
  for (let i = 0; i < out.data.length; i++) {
    const found = weights.data[i]!;
    const share = Math.min(1, found / leastWeight);
    out.data[i] = (share > 0 ? (share * means.data[i]!) / found : 0) + (1 - share) * wider.data[i]!;
  }
  return out;
}

/** The box along each row; `turn` swaps rows and columns on the way out. */
function boxRows(
  data: Float32Array,
  width: number,
  height: number,
  { whole, part }: Box,
  turn = false,
): Float32Array {
  const out = new Float32Array(data.length);
  const scale = 1 / (2 * (whole + part) + 1);
  const room = whole + 1;
  const line = new Float64Array(width + 2 * room);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    line.fill(data[row]!, 0, room);
    for (let x = 0; x < width; x++) line[room + x] = data[row + x]!;
    line.fill(data[row + width - 1]!, room + width);
    let sum = 0;
    for (let x = 1; x < 2 * room; x++) sum += line[x]!;
    for (let x = 0; x < width; x++) {
      const ends = line[x]! + line[x + 2 * room]!;
      out[turn ? x * height + y : row + x] = (sum + part * ends) * scale;
      sum += line[x + 2 * room]! - line[x + 1]!;
    }
  }
  return out;
}
