import type { Plane } from './lab.js';
import { gaussian } from './gaussian.js';

/** What is smaller than this many pixels is detail. */
const detailSigma = 1;

/**
 * How much fine detail a picture has within a region: the mean size of what a blur of one pixel removes from its lightness.
 * @param within 1 where it counts, else 0.
 */
export function detailOf(lightness: Plane, within: Plane): number {
  const smooth = gaussian(lightness, detailSigma);
  let [sum, count] = [0, 0];
  for (let i = 0; i < within.data.length; i++) {
    if (within.data[i]! < 0.5) continue;
    sum += Math.abs(lightness.data[i]! - smooth.data[i]!);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The detail of the result as a multiple of the target's: 1 is as sharp, less is softer. `undefined` where the target has none. */
export function sharpnessRatio(result: Plane, target: Plane, within: Plane): number | undefined {
  const before = detailOf(target, within);
  return before > 0 ? detailOf(result, within) / before : undefined;
}
