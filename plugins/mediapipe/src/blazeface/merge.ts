import {
  groupOverlapping,
  intersectionOverSmaller,
  type Point,
  type Rect,
} from '@facet/api';
import type { Keypoints, RawFace } from './decode.js';

/** The share of a box that may lie in a larger one before it counts as a part of that face. */
const insideLimit = 0.7;

/**
 * One face for each group of overlapping finds, best first: box and points are means weighted by the scores, which steadies them
 * against the jump from anchor to anchor (MediaPipe's weighted suppression), and the score is the best one.
 */
export function mergeFaces(found: readonly RawFace[], overlapLimit: number): RawFace[] {
  const merged = groupOverlapping(found, overlapLimit).map(averageFace);
  return merged.filter((face) => !merged.some((other) => isPartOf(face, other)));
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

function averageFace(group: readonly RawFace[]): RawFace {
  const total = group.reduce((sum, face) => sum + face.score, 0);
  const mean = (value: (face: RawFace) => number): number =>
    group.reduce((sum, face) => sum + value(face) * face.score, 0) / total;
  const point = (n: number): Point => ({
    x: mean((face) => face.keypoints[n]!.x),
    y: mean((face) => face.keypoints[n]!.y),
  });
  const keypoints: Keypoints = [point(0), point(1), point(2), point(3), point(4), point(5)];
  return {
    box: {
      x: mean((face) => face.box.x),
      y: mean((face) => face.box.y),
      width: mean((face) => face.box.width),
      height: mean((face) => face.box.height),
    },
    score: group[0]!.score,
    keypoints,
  };
}

function area(box: Rect): number {
  return box.width * box.height;
}
