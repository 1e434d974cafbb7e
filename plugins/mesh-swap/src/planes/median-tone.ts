import { mapPlane, type Plane } from './plane.js';
import type { TonePlanes } from './tone.js';

/** What a pixel has to weigh to be compared, and how many a median looks at. */
const [leastWeight, samples] = [0.15, 4000];

/** A tone moved as a whole by its median difference from another, where a weight of 0..1 lets them be compared. */
export function inMedianTone(tone: TonePlanes, like: TonePlanes, weight: Plane): TonePlanes {
  const move = (from: Plane, to: Plane): Plane => {
    const by = medianDifference(from, to, weight);
    return mapPlane(from, (value) => value + by);
  };
  return { log: move(tone.log, like.log), a: move(tone.a, like.a), b: move(tone.b, like.b) };
}

function medianDifference(from: Plane, to: Plane, weight: Plane): number {
  const count = weight.data.reduce((sum, value) => sum + Number(value > leastWeight), 0);
  const step = Math.max(1, Math.ceil(count / samples));
  const seen: number[] = [];
  for (let i = 0, n = 0; i < weight.data.length; i++) {
    if (weight.data[i]! > leastWeight && n++ % step === 0) seen.push(to.data[i]! - from.data[i]!);
  }
  return seen.sort((p, q) => p - q)[seen.length >> 1] ?? 0;
}
