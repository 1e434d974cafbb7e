import {
  faceOval,
  leftBrow,
  leftEye,
  noseRidge,
  nostrils,
  outerLips,
  rightBrow,
  rightEye,
} from './mesh/regions.js';
import { grow, shrink } from './planes/near.js';
import { createPlane, larger, multiply, type Plane } from './planes/plane.js';
import { fillPolygon, hulls } from './planes/polygon.js';

/** The parts of a face on the pixels of its crop, 0 or 1. */
export interface FaceRegions {
  /** Inside the face outline. */
  readonly oval: Plane;
  /** Eyes, brows, lips and nostrils with some room: no skin to measure light on. */
  readonly features: Plane;
  /** The same without the brows: what may be lighter than skin, or red. */
  readonly eyesAndLips: Plane;
  /** The wider surroundings of eyes with brows, nose base and lips, where the skin is never plain enough to tell what covers it. */
  readonly surroundings: Plane;
  /** The ridge of the nose: whatever else is covered, this is the face. */
  readonly nose: Plane;
}

/** Room around the features, in IOD. */
const featureRoom = 0.07;
const surroundingRoom = 0.2;
/** Above the brows a fringe may hang: less room. */
const browRoom = 0.03;

export function faceRegions(
  mesh: Float32Array,
  width: number,
  height: number,
  interocular: number,
): FaceRegions {
  const oval = createPlane(width, height);
  fillPolygon(oval, mesh, 3, faceOval, 1);
  const within = (...parts: (readonly number[])[]): Plane => hulls(mesh, width, height, ...parts);
  const features = within(leftEye, rightEye, leftBrow, rightBrow, outerLips, nostrils);
  const eyes = within(leftEye, rightEye, outerLips, nostrils);
  const brows = within([...leftEye, ...leftBrow], [...rightEye, ...rightBrow]);
  const wide = grow(eyes, surroundingRoom * interocular);
  const high = grow(brows, browRoom * interocular);
  return {
    oval,
    features: grow(features, featureRoom * interocular),
    eyesAndLips: grow(eyes, featureRoom * interocular),
    surroundings: larger(wide, high),
    nose: within(noseRidge),
  };
}

/** The parts of a 0/1 region that hang together with the pixels of `seeds` in it. */
export function spreadWithin(region: Plane, seeds: Plane): Plane {
  const { width, height } = region;
  const out = createPlane(width, height);
  const open = new Int32Array(region.data.length);
  let count = 0;
  for (let i = 0; i < seeds.data.length; i++) {
    if (seeds.data[i]! > 0) count = visit(region.data, out.data, i, open, count);
  }
  while (count > 0) {
    const i = open[--count]!;
    const x = i % width;
    if (x > 0) count = visit(region.data, out.data, i - 1, open, count);
    if (x + 1 < width) count = visit(region.data, out.data, i + 1, open, count);
    if (i >= width) count = visit(region.data, out.data, i - width, open, count);
    if (i + width < out.data.length) count = visit(region.data, out.data, i + width, open, count);
  }
  return out;
}

/** Marks a pixel of the region and puts it onto the stack, unless it was there. @returns The height of the stack. */
function visit(
  region: Float32Array,
  marked: Float32Array,
  i: number,
  open: Int32Array,
  count: number,
): number {
  if (region[i]! <= 0 || marked[i]! > 0) return count;
  marked[i] = 1;
  open[count] = i;
  return count + 1;
}

/**
 * The part of a 0/1 region that a disc of the given radius reaches from the seeds without leaving it: islands, and what
 * hangs on by a narrow neck, are dropped.
 */
export function reachable(region: Plane, seeds: Plane, radius: number): Plane {
  return multiply(region, grow(spreadWithin(shrink(region, radius), seeds), radius));
}
