import { createPlane, multiply, recycle, type Plane } from './plane.js';
import { enlarge, reduce } from './reduce.js';

/** The weight below which a masked blur has nothing to say and widens its view. */
const leastWeight = 0.02;
/** Blocks a standard deviation spans on the smaller grid of wide blurs. */
const blocksPerSigma = 2.5;

/**
 * A Gaussian blur of `sigma` pixels by three box blurs (W. Wells, 1986); outside counts as the nearest edge pixel.
 * The boxes have a fractional width, so any sigma from about 0.3 is met; smaller ones leave the plane as it is.
 */
export function blur(plane: Plane, sigma: number): Plane {
  if (sigma < 0.3) return plane;
  const { width, height } = plane;
  const box = boxOf(sigma);
  const from = createPlane(width, height);
  const to = createPlane(width, height);
  from.data.set(plane.data);
  boxRows(from.data, width, height, box, new Float64Array(width + 2 * (box.whole + 1)));
  const sums = new Float64Array(width);
  boxColumns(from.data, to.data, width, height, box, sums);
  boxColumns(to.data, from.data, width, height, box, sums);
  boxColumns(from.data, to.data, width, height, box, sums);
  recycle(from);
  return to;
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

/** The weighted local mean of one plane, see `blurAllMasked`. */
export function blurMasked(plane: Plane, weight: Plane, sigma: number): Plane {
  return blurAllMasked([plane], weight, sigma)[0]!;
}

/**
 * The weighted local mean of some planes, `blur(plane * weight) / blur(weight)`: what lies outside the weight does not count
 * (normalised convolution, H. Knutsson, 1993). Where no weight is near, wider and wider views fill in; without any
 * weight the result is 0. Wide blurs are computed on a smaller grid.
 */
export function blurAllMasked(planes: readonly Plane[], weight: Plane, sigma: number): Plane[] {
  const { width, height } = weight;
  const factor = Math.max(1, Math.floor(sigma / blocksPerSigma));
  const sums = planes.map((plane) => multiply(plane, weight));
  if (factor === 1) {
    const means = weightedMeans(sums, weight, sigma);
    recycle(...sums);
    return means;
  }
  // The blocks and the way back blur by themselves: about a twelfth and a sixth of a block, squared.
  const rest = Math.sqrt((sigma / factor) ** 2 - 0.25);
  const blocks = sums.map((sum) => reduce(sum, factor));
  const weights = reduce(weight, factor);
  const small = weightedMeans(blocks, weights, rest);
  const means = small.map((plane) => enlarge(plane, factor, width, height));
  recycle(...sums, ...blocks, weights, ...small);
  return means;
}

function weightedMeans(sums: readonly Plane[], weight: Plane, sigma: number): Plane[] {
  const { width, height } = weight;
  const blurred = blurredCopy(weight, sigma);
  const found = sums.map((sum) => blurredCopy(sum, sigma));
  if (leastOf(blurred) >= leastWeight || Math.max(width, height) <= 2) {
    for (const plane of found) divideWhere(plane, blurred);
  } else {
    const halves = sums.map((sum) => reduce(sum, 2));
    const half = reduce(weight, 2);
    const wider = weightedMeans(halves, half, sigma);
    found.forEach((plane, k) => {
      const fill = enlarge(wider[k]!, 2, width, height);
      divideOrFill(plane, blurred, fill);
      recycle(fill);
    });
    recycle(...halves, half, ...wider);
  }
  recycle(blurred);
  return found;
}

function leastOf({ data }: Plane): number {
  let least = Infinity;
  for (const value of data) if (value < least) least = value;
  return least;
}

function divideWhere({ data }: Plane, weights: Plane): void {
  for (let i = 0; i < data.length; i++) data[i] = weights.data[i]! > 0 ? data[i]! / weights.data[i]! : 0;
}

/** Sums over their weights; the less weight there is, the more of `fill`. */
function divideOrFill({ data }: Plane, weights: Plane, fill: Plane): void {
  for (let i = 0; i < data.length; i++) {
    const weight = weights.data[i]!;
    if (weight >= leastWeight) data[i]! /= weight;
    else if (weight > 0) data[i] = data[i]! / leastWeight + (1 - weight / leastWeight) * fill.data[i]!;
    else data[i] = fill.data[i]!;
  }
}

function blurredCopy(plane: Plane, sigma: number): Plane {
  const out = blur(plane, sigma);
  if (out !== plane) return out;
  const copy = createPlane(plane.width, plane.height);
  copy.data.set(plane.data);
  return copy;
}

/** The box along each row three times, in place. */
function boxRows(
  data: Float32Array,
  width: number,
  height: number,
  { whole, part }: Box,
  line: Float64Array,
): void {
  const scale = 1 / (2 * (whole + part) + 1);
  const room = whole + 1;
  const span = 2 * room;
  for (let row = 0; row < width * height; row += width) {
    for (let round = 0; round < 3; round++) {
      const first = data[row]!;
      const last = data[row + width - 1]!;
      for (let x = 0; x < room; x++) line[x] = first;
      for (let x = 0; x < width; x++) line[room + x] = data[row + x]!;
      for (let x = room + width; x < width + span; x++) line[x] = last;
      let sum = 0;
      for (let x = 1; x < span; x++) sum += line[x]!;
      for (let x = 0; x < width; x++) {
        const next = line[x + span]!;
        data[row + x] = (sum + part * (line[x]! + next)) * scale;
        sum += next - line[x + 1]!;
      }
    }
  }
}

/** The box down each column once; rows are walked in order, with one running sum per column. */
function boxColumns(
  data: Float32Array,
  out: Float32Array,
  width: number,
  height: number,
  { whole, part }: Box,
  sums: Float64Array,
): void {
  const scale = 1 / (2 * (whole + part) + 1);
  const rowAt = (y: number): number => Math.min(height - 1, Math.max(0, y)) * width;
  sums.fill(0);
  for (let y = -whole; y <= whole; y++) {
    const row = rowAt(y);
    for (let x = 0; x < width; x++) sums[x]! += data[row + x]!;
  }
  for (let y = 0; y < height; y++) {
    const above = rowAt(y - whole - 1);
    const first = rowAt(y - whole);
    const next = rowAt(y + whole + 1);
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const entering = data[next + x]!;
      const sum = sums[x]!;
      out[row + x] = (sum + part * (data[above + x]! + entering)) * scale;
      sums[x] = sum + entering - data[first + x]!;
    }
  }
}
