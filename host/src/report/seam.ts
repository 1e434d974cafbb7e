import type { LabPlanes } from './lab.js';
import { sampleAt } from './lab.js';
import type { OutlinePiece } from './outline.js';

/** Where a seam is looked at on both sides of the outline, in interocular distances. */
export interface SeamReach {
  readonly inside: number;
  readonly outside: number;
}

/** Close to the outline: finds edges. */
export const narrow: SeamReach = { inside: 0.1, outside: 0.06 };
/** Farther into the face: finds casts of colour and light. */
export const wide: SeamReach = { inside: 0.26, outside: 0.08 };
/** Blur of both pictures before they are compared, in interocular distances: grain and pores are no seam. */
export const seamBlur = 0.03;

export interface SeamPictures {
  /** Blurred by {@link seamBlur}. */
  readonly target: LabPlanes;
  readonly result: LabPlanes;
  /** In pixels of these planes. */
  readonly interocular: number;
}

/** The step a swap added along an outline, and how much of the outline could be measured. */
export interface Seam {
  /** Mean of {@link addedStep} with the narrow reach. */
  readonly n: number;
  /** With the wide reach. */
  readonly w: number;
  /** In interocular distances. */
  readonly length: number;
}

/**
 * The colour difference (CIE 1976) between a point inside and one outside of the outline, in the result less in the target: the step
 * the swap added. Negative where it removed one; `undefined` beside the picture.
 */
export function addedStep(piece: OutlinePiece, reach: SeamReach, pictures: SeamPictures): number | undefined {
  const after = step(pictures.result, piece, reach, pictures.interocular);
  const before = step(pictures.target, piece, reach, pictures.interocular);
  return after === undefined || before === undefined ? undefined : after - before;
}

/** The length-weighted mean of the steps a swap added; steps it removed count as none. `undefined` without an outline. */
export function measureSeam(outline: readonly OutlinePiece[], pictures: SeamPictures): Seam | undefined {
  const sum = { n: 0, w: 0, length: 0 };
  for (const piece of outline) {
    const n = addedStep(piece, narrow, pictures);
    const w = addedStep(piece, wide, pictures);
    if (n === undefined || w === undefined) continue;
    sum.n += piece.length * Math.max(0, n);
    sum.w += piece.length * Math.max(0, w);
    sum.length += piece.length;
  }
  const { length } = sum;
  return length > 0
    ? { n: sum.n / length, w: sum.w / length, length: length / pictures.interocular }
    : undefined;
}

function step(
  lab: LabPlanes,
  { x, y, nx, ny }: OutlinePiece,
  reach: SeamReach,
  interocular: number,
): number | undefined {
  const inner = -reach.inside * interocular;
  const outer = reach.outside * interocular;
  let sum = 0;
  for (const plane of [lab.l, lab.a, lab.b]) {
    const inside = sampleAt(plane, x + inner * nx, y + inner * ny);
    const outside = sampleAt(plane, x + outer * nx, y + outer * ny);
    if (inside === undefined || outside === undefined) return undefined;
    sum += (inside - outside) ** 2;
  }
  return Math.sqrt(sum);
}
