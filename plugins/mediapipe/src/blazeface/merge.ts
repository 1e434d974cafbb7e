import { groupOverlapping, intersectionOverSmaller, type Point, type Rect } from '@facet/api';
import type { Keypoints, RawFace } from './decode.js';

/** A find in frame pixels, and how large it was in the input it was found in. */
export interface FoundFace extends RawFace {
  /** Longer side of the box in pixels of the model's input: the more, the finer the place is known. */
  readonly seenSide: number;
}

/** The share of a box that may lie in a larger one before both count as one face, or the smaller as a part of it. */
const insideLimit = 0.5;

/** Areas of two boxes of one face, seen at two scales, differ by this factor at most; what is smaller still is a part. */
const sameFaceAreas = 3;

/**
 * One face for each group of overlapping finds, best first. Box and points are weighted means, which steadies them against the jump from anchor to anchor
 * (MediaPipe's weighted suppression). Scales are merged after the finds of each: a face of a few pixels is placed so
 * roughly that plain overlap would take it for a second face beside the one a finer scale found.
 */
export function mergeFaces(views: readonly (readonly FoundFace[])[], overlapLimit: number): FoundFace[] {
  const inViews = views.flatMap((found) => groupOverlapping(found, overlapLimit).map(averageFaces));
  const merged = groupOverlapping(inViews, insideLimit, overlapAcrossScales).map(averageFaces);
  return merged.filter((face) => !merged.some((other) => isPartOf(face, other)));
}

function overlapAcrossScales(p: Rect, q: Rect): number {
  const ratio = area(p) / area(q);
  return Math.max(ratio, 1 / ratio) <= sameFaceAreas ? intersectionOverSmaller(p, q) : 0;
}

/** A window may take the eye or the mouth of a large face for a face of its own. */
function isPartOf(face: RawFace, other: RawFace): boolean {
  return (
    other !== face &&
    area(other.box) > area(face.box) &&
    other.score >= face.score / 2 &&
    intersectionOverSmaller(face.box, other.box) > insideLimit
  );
}

/** The mean of several finds of one face, weighted by score and by how large each was seen; the score is the best one. */
export function averageFaces(group: readonly FoundFace[]): FoundFace {
  const weights = group.map(({ score, seenSide }) => score * seenSide ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (value: (face: FoundFace) => number): number =>
    group.reduce((sum, face, i) => sum + value(face) * weights[i]!, 0) / total;
  const point = (n: keyof Keypoints & number): Point => ({
    x: mean((face) => face.keypoints[n]!.x),
    y: mean((face) => face.keypoints[n]!.y),
  });
  return {
    box: {
      x: mean((face) => face.box.x),
      y: mean((face) => face.box.y),
      width: mean((face) => face.box.width),
      height: mean((face) => face.box.height),
    },
    score: Math.max(...group.map(({ score }) => score)),
    keypoints: [point(0), point(1), point(2), point(3), point(4), point(5)],
    seenSide: Math.max(...group.map(({ seenSide }) => seenSide)),
  };
}

function area(box: Rect): number {
  return box.width * box.height;
}
