import { createPlane, type Plane } from './plane.js';
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
  const data = new Float32Array(plane.data);
  const line = new Float64Array(Math.max(width, height) + 2 * (box.whole + 1));
  boxRows(data, width, height, box, line);
  const sums = new Float64Array(width);
  const spare = new Float32Array(data.length);
  boxColumns(data, spare, width, height, box, sums);
  boxColumns(spare, data, width, height, box, sums);
  boxColumns(data, spare, width, height, box, sums);
  return { width, height, data: spare };
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
  const sums = planes.map(({ data }) => {
    const sum = createPlane(width, height);
    for (let i = 0; i < data.length; i++) sum.data[i] = data[i]! * weight.data[i]!;
    return sum;
  });
  if (factor === 1) return weightedMeans(sums, weight, sigma);
  // The blocks and the way back blur by themselves: about a twelfth and a sixth of a block, squared.
  const rest = Math.sqrt((sigma / factor) ** 2 - 0.25);
  const small = weightedMeans(
    sums.map((sum) => reduce(sum, factor)),
    reduce(weight, factor),
    rest,
  );
  return small.map((plane) => enlarge(plane, factor, width, height));
}

function weightedMeans(sums: readonly Plane[], weight: Plane, sigma: number): Plane[] {
  const { width, height } = weight;
  const weights = blur(weight, sigma).data;
  const found = sums.map((sum) => blur(sum, sigma));
  let least = Infinity;
  for (const value of weights) if (value < least) least = value;
  if (least >= leastWeight || Math.max(width, height) <= 2) {
    for (const { data } of found) {
      for (let i = 0; i < data.length; i++) data[i] = weights[i]! > 0 ? data[i]! / weights[i]! : 0;
    }
    return found;
  }
  const wider = weightedMeans(
    sums.map((sum) => reduce(sum, 2)),
    reduce(weight, 2),
    sigma,
  );
  found.forEach(({ data }, k) => {
    const fill = enlarge(wider[k]!, 2, width, height).data;
    for (let i = 0; i < data.length; i++) {
      const w = weights[i]!;
      if (w >= leastWeight) data[i]! /= w;
      else data[i] = (w > 0 ? data[i]! / leastWeight : 0) + (1 - Math.max(0, w) / leastWeight) * fill[i]!;
    }
  });
  return found;
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
