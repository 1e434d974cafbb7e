import { directionOf, directions, lineEvidence } from './line-evidence.js';
import { createPlane, type Plane } from './planes/plane.js';

/** How far a line is followed at a time, in IOD. */
const step = 0.085;
/** The depth from which a step along a line speaks for it, and the most that it and plain skin say, in lightness. */
const [faint, most, gap] = [7, 18, 7];
/** What a step through eyes, brows and lips costs: a line may cross them. */
const featureGap = 2;
/** What a line near the features counts, where skin folds. */
const nearShare = 0.4;
/** What turning into the next direction costs. */
const turn = 10;
/** What a line says that begins at the outline, as hair does; the most that is remembered of its course; and what both ways from a place have to say. */
const [fromRim, remembered, least] = [15, 80, 70];
/** What the ways on both sides of a gap have to say at least. */
const support = 10;
/** Half the width of the widest line, of what is taken across a gap, and how far beside a line no other runs, in IOD. */
const [widest, gapWidth, apart] = [0.05, 0.03, 0.06];
/** A line is as wide as this share of its depth. */
const edgeShare = 0.5;

/** Where to look for strands, on the pixels. */
export interface StrandPlaces {
  /** Above 0 on the face. */
  readonly face: Uint8Array;
  /** Eyes, brows and lips. */
  readonly features: Plane;
  /** Where skin folds beside a smile and around the eyes. */
  readonly folds: Plane;
  /** Where lines enter from beyond the outline. */
  readonly rim: Plane;
}

/**
 * Strands of hair: dark lines that run on without sharp bends, through brows and eyes as well. Each direction of each pixel is
 * worth what it looks like as a part of a line; the best way to it from both sides is found step by step (dynamic
 * programming), and what both ways together say decides.
 * @param lab Lightness, and chroma in units of Lab.
 * @param scale What counts as deep, as a share of that on bright skin.
 * @returns 0/1.
 */
export function findStrands(
  lab: readonly [Plane, Plane, Plane],
  places: StrandPlaces,
  scale: number,
  interocular: number,
): Plane {
  const { width, height } = lab[0];
  const at = pixelsOf(places.face);
  if (at.length === 0) return createPlane(width, height);
  const [depth, gain, ahead, back] = roomFor(directions * (at.length + 1));
  depth.fill(0);
  lineEvidence(lab, at, interocular, depth);
  gainsOf(depth, at, places, scale, gain);
  const course = {
    at,
    gain,
    offsets: offsetsOf(width, interocular),
    ...slotsOf(at, width * height),
    rim: places.rim,
  };
  bestWays(course, 1, ahead);
  bestWays(course, -1, back);
  const top = createPlane(width, height);
  const found = sayings(at, gain, ahead, back, top.data);
  return paint(
    lab[0],
    { found, at, depth, gain, surely: back, top: top.data, face: places.face },
    interocular,
  );
}

/** The numbers of the face's pixels. */
function pixelsOf(face: Uint8Array): Int32Array {
  const out = new Int32Array(face.length);
  let count = 0;
  for (let i = 0; i < face.length; i++) if (face[i]! > 0) out[count++] = i;
  return out.subarray(0, count);
}

/** Memory for four numbers per direction and pixel: used again by every call, it is most of what a swap takes. */
let spare = new Float32Array(0);

function roomFor(length: number): [Float32Array, Float32Array, Float32Array, Float32Array] {
  if (spare.length < 4 * length) spare = new Float32Array(4 * length);
  const part = (k: number): Float32Array => spare.subarray(k * length, (k + 1) * length);
  return [part(0), part(1), part(2), part(3)];
}

/** What a step to each pixel in each direction is worth. */
function gainsOf(
  depth: Float32Array,
  at: Int32Array,
  { features, folds }: StrandPlaces,
  scale: number,
  gain: Float32Array,
): void {
  for (let n = 0, m = 0; n < at.length; n++) {
    const onFeature = features.data[at[n]!]! > 0;
    const share = folds.data[at[n]!]! > 0 ? nearShare : 1;
    for (let k = 0; k < directions; k++, m++) {
      const value = depth[m]! / scale - faint;
      if (onFeature) gain[m] = value > 0 ? 0 : -featureGap;
      else gain[m] = value <= 0 ? Math.max(-gap, value) : share * Math.min(most, value);
    }
  }
}

/** A step in each direction, in pixels of the plane's data. */
function offsetsOf(width: number, interocular: number): Int32Array {
  const length = Math.max(2, step * interocular);
  return Int32Array.from({ length: directions }, (_, k) => {
    const [x, y] = directionOf(k);
    return Math.round(length * y) * width + Math.round(length * x);
  });
}

/** What ways are looked for in; numbers of pixels stand `directions` in a row. */
interface Course {
  /** The pixels. */
  readonly at: Int32Array;
  readonly gain: Float32Array;
  readonly offsets: Int32Array;
  /** Where the numbers of each pixel begin, from `room` on; those of all others in `nowhere`. */
  readonly slots: Int32Array;
  readonly room: number;
  readonly rim: Plane;
}

function slotsOf(at: Int32Array, size: number): { readonly slots: Int32Array; readonly room: number } {
  const slots = new Int32Array(3 * size).fill(directions * at.length);
  for (let n = 0; n < at.length; n++) slots[size + at[n]!] = directions * n;
  return { slots, room: size };
}

/**
 * The best way to each pixel in each direction, itself included, from one of its ends.
 * @param best Receives them, and zeros behind them for where there is no face.
 */
function bestWays({ at, gain, offsets, slots, room, rim }: Course, sign: 1 | -1, best: Float32Array): void {
  best.fill(0, directions * at.length);
  for (let m = 0; m < at.length; m++) {
    const n = sign > 0 ? m : at.length - 1 - m;
    const [place, start] = [room + at[n]!, rim.data[at[n]!]! > 0 ? fromRim : 0];
    let left = -Infinity;
    let ahead = best[slots[place - sign * offsets[0]!]!]!;
    for (let k = 0, own = directions * n; k < directions; k++, own++) {
      const right = k + 1 < directions ? best[slots[place - sign * offsets[k + 1]!]! + k + 1]! : -Infinity;
      const turned = (left > right ? left : right) - turn;
      let before = ahead > turned ? ahead : turned;
      if (before < start) before = start;
      const value = before + gain[own]!;
      best[own] = value < remembered ? value : remembered;
      left = ahead;
      ahead = right;
    }
  }
}

/**
 * Where both ways together say enough for a line; what they say is left in the place of `back`.
 * @param top Receives the most that is said in any direction of each pixel.
 * @returns Places in `back`.
 */
function sayings(
  at: Int32Array,
  gain: Float32Array,
  ahead: Float32Array,
  back: Float32Array,
  top: Float32Array,
): number[] {
  const found: number[] = [];
  for (let m = 0; m < directions * at.length; m++) {
    const own = gain[m]!;
    const said = ahead[m]! + back[m]! - own;
    if (said < least) continue;
    if (own <= 0 && Math.min(ahead[m]!, back[m]!) - own < fromRim + support) continue;
    found.push(m);
    back[m] = said;
    const i = at[Math.floor(m / directions)]!;
    if (said > top[i]!) top[i] = said;
  }
  return found;
}

interface Found {
  /** The places of what was found in what has a number for each direction of each pixel. */
  readonly found: readonly number[];
  readonly at: Int32Array;
  readonly depth: Float32Array;
  readonly gain: Float32Array;
  /** What is said there. */
  readonly surely: Float32Array;
  /** The most of it in any direction of each pixel of the picture. */
  readonly top: Float32Array;
  readonly face: Uint8Array;
}

/** Lines as wide as they are, along the ridges of what was found. */
function paint(
  lightness: Plane,
  { found, at, depth, gain, surely, top, face }: Found,
  interocular: number,
): Plane {
  const { width, height } = lightness;
  const out = createPlane(width, height);
  const clear = Math.max(1, Math.round(apart * interocular));
  for (const m of found) {
    const i = at[Math.floor(m / directions)]!;
    if (surely[m]! < top[i]!) continue;
    const [x, y] = directionOf(m % directions);
    const across = (t: number): number => i + Math.round(t * x) * width - Math.round(t * y);
    let ridge = true;
    for (let t = -clear; t <= clear && ridge; t++) ridge = !(top[across(t)]! > surely[m]!);
    if (!ridge) continue;
    const seen = gain[m]! > 0;
    const edge = lightness.data[i]! + edgeShare * depth[m]!;
    const wide = (seen ? widest : gapWidth) * interocular;
    for (let t = -wide; t <= wide; t += 0.5) {
      const j = across(t);
      if (face[j]! > 0 && (!seen || lightness.data[j]! <= edge)) out.data[j] = 1;
    }
  }
  return out;
}
