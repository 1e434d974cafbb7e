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

/** Means along a line, of every pixel: used again by every call. */
let spareMeans = new Float64Array(0);

/**
 * How much pixels look like a part of a line in each direction: how much darker each is than the darker one of its two
 * sides (an edge has one side only), and how much its colour differs from both.
 * @param lab Lightness and chroma in units of Lab.
 * @param at The pixels to look at, in rising order.
 * @param depth Receives the result in lightness, at `directions * place + direction` for each place in `at`; 0 at the picture's edges.
 */
export function lineEvidence(
  lab: readonly [Plane, Plane, Plane],
  at: Int32Array,
  interocular: number,
  depth: Float32Array,
): void {
  const { width, height } = lab[0];
  const size = width * height;
  if (spareMeans.length < size) spareMeans = new Float64Array(size);
  const margin = Math.ceil((sides[1] + along) * interocular) + 1;
  const inner = within(at, width, height, margin);
  const reach = margin * (width + 1);
  const [first, last] = [Math.max(0, at[0]! - reach), Math.min(size, at[at.length - 1]! + reach + 1)];
  const far = along * interocular;
  for (let k = 0; k < directions; k++) {
    const [x, y] = directionOf(k);
    const next = Math.round(far * y) * width + Math.round(far * x);
    const [near, wide] = sides.map(
      (side) => Math.round(side * interocular * x) * width - Math.round(side * interocular * y),
    ) as [number, number];
    meansAlong(lab[0].data, next, first, last, spareMeans);
    compareSides(lab, spareMeans, at, inner, near, wide, depth.subarray(k));
  }
}

/** 1 for each pixel that lies so far from the picture's edges. */
function within(at: Int32Array, width: number, height: number, margin: number): Uint8Array {
  const out = new Uint8Array(at.length);
  for (let n = 0; n < at.length; n++) {
    const x = at[n]! % width;
    const y = (at[n]! - x) / width;
    if (x >= margin && y >= margin && x < width - margin && y < height - margin) out[n] = 1;
  }
  return out;
}

/** The mean of each pixel and those a step before and behind it; pixels without them are left alone. */
function meansAlong(
  data: Float32Array,
  step: number,
  first: number,
  last: number,
  means: Float64Array,
): void {
  const room = Math.abs(step);
  const end = Math.min(last, data.length - room);
  for (let i = Math.max(first, room); i < end; i++) {
    means[i] = (data[i]! + data[i + step]! + data[i - step]!) / 3;
  }
}

/** The evidence of one direction. */
function compareSides(
  [, { data: a }, { data: b }]: readonly [Plane, Plane, Plane],
  means: Float64Array,
  at: Int32Array,
  inner: Uint8Array,
  near: number,
  wide: number,
  depth: Float32Array,
): void {
  for (let n = 0; n < at.length; n++) {
    if (inner[n] === 0) continue;
    const i = at[n]!;
    const beside = lesser(means[i + near]!, means[i - near]!);
    const farther = lesser(means[i + wide]!, means[i - wide]!);
    let found = (farther > beside ? farther : beside) - means[i]!;
    if (found > leastDepth) found += colourShare * colourOf(a, b, i, farther > beside ? wide : near);
    depth[directions * n] = found;
  }
}

/** How much a pixel's colour differs from its two sides, beyond what these differ themselves. */
function colourOf(a: Float32Array, b: Float32Array, i: number, side: number): number {
  const own = lengthOf(a[i]! - (a[i + side]! + a[i - side]!) / 2, b[i]! - (b[i + side]! + b[i - side]!) / 2);
  return Math.max(0, own - lengthOf(a[i + side]! - a[i - side]!, b[i + side]! - b[i - side]!));
}

/** The smaller one; faster than `Math.min`, which minds what is no number. */
function lesser(p: number, q: number): number {
  return p < q ? p : q;
}

/** The length of a vector; several times as fast as `Math.hypot`, which minds numbers that these never reach. */
function lengthOf(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
