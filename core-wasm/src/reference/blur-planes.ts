import type { Plane } from '@facet/api';
import { boxBlurOf, type BoxBlur } from '../box-blur.js';
import { createPlane, enlarge, reduce } from './planes.js';

/** The weight below which a weighted mean has little to say and looks farther around. */
const leastWeight = 0.02;
/** A weight that stands for none: what is left of it is rounding. */
const noWeight = 1e-5;

/** A Gaussian blur by three box blurs of each plane, or with a weight the local mean of what has weight. In place. */
export function blurPlanes(planes: readonly Plane[], sigma: number, weight: Plane | undefined): void {
  const boxes = boxBlurOf(sigma, weight !== undefined);
  for (const plane of planes) {
    plane.data.set((weight === undefined ? blur(plane, boxes) : weightedMean(plane, weight, boxes)).data);
  }
}

/** Three boxes one after another (W. Wells, 1986); outside counts as the nearest edge pixel. */
function blur(plane: Plane, boxes: BoxBlur): Plane {
  if (boxes.whole < 0) return plane;
  let out = plane;
  for (let round = 0; round < 3; round++) out = boxed(boxed(out, boxes, 1, 0), boxes, 0, 1);
  return out;
}

/** One box along one axis. */
function boxed({ width, height, data }: Plane, { whole, part }: BoxBlur, dx: 0 | 1, dy: 0 | 1): Plane {
  const out = createPlane(width, height);
  const [step, count, lines] = dx === 1 ? [1, width, height] : [width, height, width];
  const room = whole + 1;
  const line = new Float64Array(count + 2 * room);
  const scale = 1 / (2 * (whole + part) + 1);
  for (let n = 0; n < lines; n++) {
    const start = n * (dx * width + dy);
    for (let k = 0; k < count; k++) line[room + k] = data[start + step * k]!;
    line.fill(line[room]!, 0, room);
    line.fill(line[room + count - 1]!, room + count);
    let sum = 0;
    for (let k = 1; k < 2 * room; k++) sum += line[k]!;
    for (let k = 0; k < count; k++) {
      const [before, next] = [line[k]!, line[k + 2 * room]!];
      out.data[start + step * k] = (sum + part * (before + next)) * scale;
      sum += next - line[k + 1]!;
    }
  }
  return out;
}

/**
 * `blur(plane * weight) / blur(weight)`: what has no weight does not count (normalised convolution, H. Knutsson, 1993). Wide
 * blurs are computed on blocks of pixels.
 */
function weightedMean(plane: Plane, weight: Plane, boxes: BoxBlur): Plane {
  const sums = createPlane(plane.width, plane.height);
  for (let i = 0; i < sums.data.length; i++) sums.data[i] = plane.data[i]! * weight.data[i]!;
  const { factor } = boxes;
  if (factor === 1) return quotient(sums, weight, boxes);
  const blocks = quotient(reduce(sums, factor), reduce(weight, factor), boxes);
  return enlarge(blocks, factor, plane.width, plane.height);
}

/** Blurred sums over blurred weights; the less weight there is, the more of what a view twice as wide finds. */
function quotient(sums: Plane, weight: Plane, boxes: BoxBlur): Plane {
  const { width, height } = sums;
  const [found, weights] = [blur(sums, boxes), blur(weight, boxes)];
  const out = createPlane(width, height);
  const enough = weights.data.every((value) => value >= leastWeight);
  const wider =
    enough || Math.max(width, height) <= 1
      ? undefined
      : enlarge(quotient(reduce(sums, 2), reduce(weight, 2), boxes), 2, width, height);
  for (let i = 0; i < out.data.length; i++) {
    const [sum, total] = [found.data[i]!, weights.data[i]!];
    if (total >= leastWeight || (wider === undefined && total > noWeight)) out.data[i] = sum / total;
    else if (wider !== undefined) {
      const share = Math.max(0, total) / leastWeight;
      out.data[i] = (total > 0 ? sum / leastWeight : 0) + (1 - share) * wider.data[i]!;
    }
  }
  return out;
}
