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
  const size = width * height;
  const depth = lineEvidence(lab, places.face, interocular);
  const gain = gainsOf(depth, places, scale);
  const follow = { gain, offsets: offsetsOf(width, interocular), places, width, height };
  const [ahead, back] = [bestWays(follow, 1), bestWays(follow, -1)];
  const surely = new Float32Array(directions * size);
  const top = new Float32Array(size);
  for (let k = 0, at = 0; k < directions; k++) {
    for (let i = 0; i < size; i++, at++) {
      if (places.face[i] === 0) continue;
      const own = gain[at]!;
      const [before, after] = [ahead[at]! - own, back[at]! - own];
      const said = before + after + own;
      if (said < least || (own <= 0 && Math.min(before, after) < fromRim + support)) continue;
      surely[at] = said;
      top[i] = Math.max(top[i]!, said);
    }
  }
  return paint(lab[0], { depth, gain, surely, top, face: places.face }, interocular);
}

/** What a step to each pixel in each direction is worth. */
function gainsOf(depth: Float32Array, { face, features, folds }: StrandPlaces, scale: number): Float32Array {
  const gain = new Float32Array(depth.length);
  for (let at = 0, i = 0; at < gain.length; at++, i = i + 1 < face.length ? i + 1 : 0) {
    if (face[i] === 0) continue;
    const value = depth[at]! / scale - faint;
    if (features.data[i]! > 0) gain[at] = value > 0 ? 0 : -featureGap;
    else if (value <= 0) gain[at] = Math.max(-gap, value);
    else gain[at] = (folds.data[i]! > 0 ? nearShare : 1) * Math.min(most, value);
  }
  return gain;
}

/** A step in each direction, in pixels of the plane's data. */
function offsetsOf(width: number, interocular: number): number[] {
  const length = Math.max(2, step * interocular);
  return Array.from({ length: directions }, (_, k) => {
    const [x, y] = directionOf(k);
    return Math.round(length * y) * width + Math.round(length * x);
  });
}

interface Follow {
  readonly gain: Float32Array;
  readonly offsets: readonly number[];
  readonly places: StrandPlaces;
  readonly width: number;
  readonly height: number;
}

/** The best way to each pixel in each direction, itself included, from one of its ends. */
function bestWays({ gain, offsets, places, width, height }: Follow, sign: 1 | -1): Float32Array {
  const { face, rim } = places;
  const size = width * height;
  const best = new Float32Array(gain.length);
  for (let n = 0; n < size; n++) {
    const i = sign > 0 ? n : size - 1 - n;
    if (face[i] === 0) continue;
    const start = rim.data[i]! > 0 ? fromRim : 0;
    for (let k = 0; k < directions; k++) {
      let before = start;
      for (let q = Math.max(0, k - 1); q <= Math.min(directions - 1, k + 1); q++) {
        const j = i - sign * offsets[q]!;
        if (!(face[j]! > 0)) continue;
        before = Math.max(before, best[q * size + j]! - (q === k ? 0 : turn));
      }
      best[k * size + i] = Math.min(remembered, before + gain[k * size + i]!);
    }
  }
  return best;
}

interface Found {
  readonly depth: Float32Array;
  readonly gain: Float32Array;
  /** What was found for each direction, 0 where it is no line. */
  readonly surely: Float32Array;
  /** The most of it in any direction. */
  readonly top: Float32Array;
  readonly face: Uint8Array;
}

/** Lines as wide as they are, along the ridges of what was found. */
function paint(lightness: Plane, { depth, gain, surely, top, face }: Found, interocular: number): Plane {
  const { width, height } = lightness;
  const size = width * height;
  const out = createPlane(width, height);
  const clear = Math.max(1, Math.round(apart * interocular));
  for (let k = 0; k < directions; k++) {
    const [x, y] = directionOf(k);
    for (let i = 0; i < size; i++) {
      const at = k * size + i;
      if (surely[at] === 0 || surely[at]! < top[i]!) continue;
      const across = (t: number): number => i + Math.round(t * x) * width - Math.round(t * y);
      let ridge = true;
      for (let t = -clear; t <= clear && ridge; t++) ridge = !(top[across(t)]! > surely[at]!);
      if (!ridge) continue;
      const seen = gain[at]! > 0;
      const edge = lightness.data[i]! + edgeShare * depth[at]!;
      const wide = (seen ? widest : gapWidth) * interocular;
      for (let t = -wide; t <= wide; t += 0.5) {
        const j = across(t);
        if (face[j]! > 0 && (!seen || lightness.data[j]! <= edge)) out.data[j] = 1;
      }
    }
  }
  return out;
}
