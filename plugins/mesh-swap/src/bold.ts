import { createPlane, mapPlane, type Plane } from './planes/plane.js';
import { blur } from './planes/blur.js';
import { extreme } from './planes/extreme.js';
import { partsOf } from './planes/parts.js';
import { lightnessOfLog, type TonePlanes } from './planes/tone.js';

/** Smoothing before edges are looked for, and half the way an edge is measured over, in IOD. */
const [fine, half] = [0.02, 0.03];
/** How far from the border of a part its edge may run, in IOD. */
const nearby = 0.06;
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;
/** The colour difference across its edge that half of the border of a thing has at least. Source: measured on 25 faces with and without drawn hands. */
const leastEdge = 9;
/** A step in colour that ends a thing, and how far it may reach on up to there, in IOD. */
const [stops, farther] = [5, 0.12];

/**
 * Keeps of what was found over a face the parts that end at an edge of the picture, and lets them reach up to it: the
 * shade of a cheek has no edge, a hand has.
 * @param found 0/1.
 * @param oval 0/1.
 */
export function boldParts(found: Plane, tone: TonePlanes, oval: Plane, interocular: number): Plane {
  const { width, height } = found;
  const smooth = [mapPlane(tone.log, lightnessOfLog), tone.a, tone.b].map((plane, k) =>
    blur(k === 0 ? plane : mapPlane(plane, (value) => toLab * value), fine * interocular),
  );
  const differ = (i: number, j: number): number => {
    let squares = 0;
    for (const { data } of smooth) squares += (data[i]! - data[j]!) ** 2;
    return Math.sqrt(squares);
  };
  const reach = Math.max(1, Math.round(half * interocular));
  const edges = createPlane(width, height);
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach, i = y * width + x; x < width - reach; x++, i++) {
      if (oval.data[i]! > 0) {
        edges.data[i] = Math.max(differ(i - reach, i + reach), differ(i - reach * width, i + reach * width));
      }
    }
  }
  const near = extreme(edges, Math.max(1, Math.round(nearby * interocular)), Math.max);
  const out = createPlane(width, height);
  for (const { pixels } of partsOf(found)) {
    const border: number[] = [];
    for (const i of pixels) {
      if ([i - 1, i + 1, i - width, i + width].some((j) => found.data[j] === 0 && oval.data[j]! > 0)) {
        border.push(near.data[i]!);
      }
    }
    border.sort((p, q) => p - q);
    if ((border[border.length >> 1] ?? 0) < leastEdge) continue;
    for (const i of pixels) out.data[i] = 1;
  }
  for (let n = Math.round(farther * interocular); n > 0; n--) {
    const joined: number[] = [];
    for (let i = 0; i < out.data.length; i++) {
      if (out.data[i]! > 0 || !(oval.data[i]! > 0)) continue;
      if ([i - 1, i + 1, i - width, i + width].some((j) => out.data[j]! > 0 && differ(i, j) < stops))
        joined.push(i);
    }
    for (const i of joined) out.data[i] = 1;
  }
  return out;
}
