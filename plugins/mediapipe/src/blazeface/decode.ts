import type { Point, Rect } from '@facet/api';
import { sigmoid } from '../model-spec.js';
import { anchors } from './anchors.js';

/** Eye image-left, eye image-right, nose tip, mouth centre, ear image-left, ear image-right. */
export type Keypoints = readonly [Point, Point, Point, Point, Point, Point];

/** A face as the model sees it, in pixel centres of its input. */
export interface RawFace {
  readonly box: Rect;
  readonly score: number;
  readonly keypoints: Keypoints;
}

const valuesPerAnchor = 16;

/**
 * Reads the rows of blazeface whose score reaches `threshold`. A row holds the box's centre and size, then six points, all in
 * pixels; centre and points are offsets from the anchor.
 *
 * @param logits One value per anchor.
 * @param rows Sixteen values per anchor.
 * @param firstAnchor Index of the anchor that the first row belongs to.
 */
export function decodeFaces(
  logits: Float32Array,
  rows: Float32Array,
  firstAnchor: number,
  threshold: number,
): RawFace[] {
  const faces: RawFace[] = [];
  for (let i = 0; i < logits.length; i++) {
    const score = sigmoid(logits[i]!);
    if (!(score >= threshold)) continue;
    const row = rows.subarray(i * valuesPerAnchor, (i + 1) * valuesPerAnchor);
    if (row.length < valuesPerAnchor || !row.every(Number.isFinite)) continue;
    // The model counts from the edge of the input, a point from the centre of the first pixel.
    const originX = anchors[2 * (firstAnchor + i)]! - 0.5;
    const originY = anchors[2 * (firstAnchor + i) + 1]! - 0.5;
    const [dx, dy, width, height] = row as unknown as [number, number, number, number];
    if (width <= 0 || height <= 0) continue;
    const at = (n: number): Point => ({ x: originX + row[4 + 2 * n]!, y: originY + row[5 + 2 * n]! });
    faces.push({
      box: { x: originX + dx - width / 2, y: originY + dy - height / 2, width, height },
      score,
      keypoints: [at(0), at(1), at(2), at(3), at(4), at(5)],
    });
  }
  return faces;
}
