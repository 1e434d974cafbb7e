import { intersectionOverUnion, type Rect } from './geometry.js';

/** Anything that stands at a place with a confidence. */
export interface Candidate {
  readonly box: Rect;
  readonly score: number;
}

/** How much two boxes have in common, 0..1; `intersectionOverUnion` is the usual one. */
export type Overlap = (p: Rect, q: Rect) => number;

/**
 * Gathers candidates that mean the same thing: the most certain one opens a group and takes in every later
 * one whose overlap with it exceeds `limit`. Groups come best first, and so do the members of each.
 * Ties keep the order of the input, so the result is the same on every machine.
 */
export function groupOverlapping<C extends Candidate>(
  candidates: readonly C[],
  limit: number,
  overlap: Overlap = intersectionOverUnion,
): readonly (readonly [C, ...C[]])[] {
  const groups: [C, ...C[]][] = [];
  for (const candidate of [...candidates].sort((p, q) => q.score - p.score)) {
    const group = groups.find(([best]) => overlap(best.box, candidate.box) > limit);
    if (group) group.push(candidate);
    else groups.push([candidate]);
  }
  return groups;
}

/** Non-maximum suppression: keeps the most certain candidate of each group, best first. */
export function nonMaximumSuppression<C extends Candidate>(
  candidates: readonly C[],
  limit: number,
  overlap: Overlap = intersectionOverUnion,
): readonly C[] {
  return groupOverlapping(candidates, limit, overlap).map(([best]) => best);
}

/** The share of the smaller rectangle that lies inside the other, 0..1. */
export function intersectionOverSmaller(p: Rect, q: Rect): number {
  const width = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const height = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(p.width * p.height, q.width * q.height);
}
