import type { Kernels } from '@facet/api';
import { createPlane, scaled, type Plane } from './planes/plane.js';
import { blur } from './planes/blur.js';
import { largestNear } from './planes/extreme.js';
import { partsOf } from './planes/parts.js';
import { lightnessOf, type TonePlanes } from './planes/tone.js';

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
export function boldParts(
  kernels: Kernels,
  found: Plane,
  tone: TonePlanes,
  oval: Plane,
  interocular: number,
): Plane {
  const { width, height } = found;
  if (!found.data.includes(1)) return createPlane(width, height);
  const smooth: Colours = [
    blur(kernels, lightnessOf(tone.log), fine * interocular).data,
    scaled(blur(kernels, tone.a, fine * interocular), toLab).data,
    scaled(blur(kernels, tone.b, fine * interocular), toLab).data,
  ];
  const edges = edgesOf(smooth, oval, Math.max(1, Math.round(half * interocular)));
  const near = largestNear(edges, Math.max(1, Math.round(nearby * interocular)));
  const out = createPlane(width, height);
  for (const { pixels } of partsOf(found)) {
    const border: number[] = [];
    for (const i of pixels) {
      if (endsAt(found.data, oval.data, i, width)) border.push(near.data[i]!);
    }
    border.sort((p, q) => p - q);
    if ((border[border.length >> 1] ?? 0) < leastEdge) continue;
    for (const i of pixels) out.data[i] = 1;
  }
  for (let n = Math.round(farther * interocular); n > 0; n--) reachOn(out, smooth, oval);
  return out;
}

/** Lightness and chroma, in units of Lab. */
type Colours = readonly [Float32Array, Float32Array, Float32Array];

function differ([l, a, b]: Colours, i: number, j: number): number {
  return Math.sqrt((l[i]! - l[j]!) ** 2 + (a[i]! - a[j]!) ** 2 + (b[i]! - b[j]!) ** 2);
}

/** How much the colour changes across each pixel of the face, over `reach` pixels to either side. */
function edgesOf(smooth: Colours, oval: Plane, reach: number): Plane {
  const { width, height } = oval;
  const edges = createPlane(width, height);
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach, i = y * width + x; x < width - reach; x++, i++) {
      if (!(oval.data[i]! > 0)) continue;
      const across = differ(smooth, i - reach, i + reach);
      const down = differ(smooth, i - reach * width, i + reach * width);
      edges.data[i] = Math.max(across, down);
    }
  }
  return edges;
}

/** Whether a pixel of what was found has a neighbour on the face that is not. */
function endsAt(found: Float32Array, oval: Float32Array, i: number, width: number): boolean {
  return (
    (found[i - 1] === 0 && oval[i - 1]! > 0) ||
    (found[i + 1] === 0 && oval[i + 1]! > 0) ||
    (found[i - width] === 0 && oval[i - width]! > 0) ||
    (found[i + width] === 0 && oval[i + width]! > 0)
  );
}

/** Lets a region reach on by a pixel of the face where the colour stays the same. */
function reachOn({ width, data }: Plane, smooth: Colours, oval: Plane): void {
  const goesOn = (i: number, j: number): boolean => data[j]! > 0 && differ(smooth, i, j) < stops;
  const joined: number[] = [];
  for (let i = 0; i < data.length; i++) {
    if (data[i]! > 0 || !(oval.data[i]! > 0)) continue;
    if (goesOn(i, i - 1) || goesOn(i, i + 1) || goesOn(i, i - width) || goesOn(i, i + width)) joined.push(i);
  }
  for (const i of joined) data[i] = 1;
}
