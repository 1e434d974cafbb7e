import type { Plane } from './planes/plane.js';

/** Directions a line may run in, over half a turn. */
export const directions = 16;
/** How far on both sides of a line the skin is compared with it, and what is averaged along it, in IOD. */
const [sides, along] = [[0.05, 0.075], 0.03] as const;
/** From which depth on colour counts, in lightness, and how much. */
const [leastDepth, colourShare] = [3, 0.7];

/** The unit vector of a direction. */
export function directionOf(k: number): readonly [x: number, y: number] {
  const angle = (Math.PI * k) / directions;
  return [Math.cos(angle), Math.sin(angle)];
}

/**
 * How much each pixel looks like a part of a line in each direction: how much darker it is than the darker one of its two
 * sides (an edge has one side only), and how much its colour differs from both.
 * @param lab Lightness and chroma in units of Lab.
 * @param face Above 0 where to look.
 * @returns In lightness, at `direction * pixels + pixel`.
 */
export function lineEvidence(
  [lightness, a, b]: readonly [Plane, Plane, Plane],
  face: Uint8Array,
  interocular: number,
): Float32Array {
  const { width, height, data } = lightness;
  const size = width * height;
  const depth = new Float32Array(directions * size);
  const margin = Math.ceil((sides[1] + along) * interocular) + 1;
  const means = new Float64Array(size);
  for (let k = 0; k < directions; k++) {
    const [x, y] = directionOf(k);
    const far = along * interocular;
    const next = Math.round(far * y) * width + Math.round(far * x);
    const [near, wide] = sides.map(
      (side) => Math.round(side * interocular * x) * width - Math.round(side * interocular * y),
    ) as [number, number];
    for (let i = Math.abs(next); i < size - Math.abs(next); i++) {
      means[i] = (data[i]! + data[i + next]! + data[i - next]!) / 3;
    }
    for (let v = margin; v < height - margin; v++) {
      for (let i = v * width + margin; i < (v + 1) * width - margin; i++) {
        if (face[i] === 0) continue;
        const beside = Math.min(means[i + near]!, means[i - near]!);
        const farther = Math.min(means[i + wide]!, means[i - wide]!);
        let found = Math.max(beside, farther) - means[i]!;
        if (found > leastDepth) found += colourShare * colourOf(a, b, i, farther > beside ? wide : near);
        depth[k * size + i] = found;
      }
    }
  }
  return depth;
}

/** How much a pixel's colour differs from its two sides, beyond what these differ themselves. */
function colourOf({ data: a }: Plane, { data: b }: Plane, i: number, side: number): number {
  const own = lengthOf(a[i]! - (a[i + side]! + a[i - side]!) / 2, b[i]! - (b[i + side]! + b[i - side]!) / 2);
  return Math.max(0, own - lengthOf(a[i + side]! - a[i - side]!, b[i + side]! - b[i - side]!));
}

/** The length of a vector; several times as fast as `Math.hypot`, which minds numbers that these never reach. */
function lengthOf(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
