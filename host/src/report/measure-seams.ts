import type { Pixels } from '@facet/api';
import { gaussian } from './gaussian.js';
import type { Plane } from './lab.js';
import { blurLab, labOf, sampleAt } from './lab.js';
import type { OutlinePiece } from './outline.js';
import { traceOutline } from './outline.js';
import type { Seams } from './records.js';
import type { Seam, SeamPictures } from './seam.js';
import { addedStep, measureSeam, narrow, seamBlur } from './seam.js';

/** Where the blend of a whole face begins, in interocular distances inside the face outline. */
const blendDepth = 0.06;
/** The opacity at which the blend of a mask begins. */
const maskLevel = 0.05;
/** Smoothing of masks before their outline is taken, in interocular distances, and at least a pixel: steps of pixels are no corners. */
const maskSmoothing = 0.015;

/** One part of the target and of the result, and what is known about it. */
export interface SeamInput {
  readonly target: Pixels;
  readonly result: Pixels;
  /** 0..1: how much of the swap each pixel takes. */
  readonly mask: Plane;
  readonly interocular: number;
  /** Of the result's face, as `faceDepth` gives it. */
  readonly depth?: Plane;
  /** 0..1: where something lies in front of the face. */
  readonly occluder?: Plane;
}

/** The seams of a swap, and the place of the worst step. `undefined` where nothing was pasted. */
export function measureSeams(
  input: SeamInput,
): { readonly seams: Seams; readonly worst: { readonly x: number; readonly y: number } } | undefined {
  const { interocular, mask, depth, occluder } = input;
  const pictures: SeamPictures = {
    target: blurLab(labOf(input.target), seamBlur * interocular),
    result: blurLab(labOf(input.result), seamBlur * interocular),
    interocular,
  };
  const maskOutline = traceOutline(smooth(mask, interocular), maskLevel);
  const faceOutline = depth
    ? traceOutline(depth, blendDepth * interocular).filter((piece) => at(mask, piece) > 0.5)
    : [];
  const occluderOutline = occluder
    ? occluderEdge(occluder, interocular).filter(
        (piece) =>
          at(mask, piece) > 0.5 || (depth !== undefined && at(depth, piece) > blendDepth * interocular),
      )
    : [];
  const found = {
    mask: measureSeam(maskOutline, pictures),
    face: measureSeam(faceOutline, pictures),
    occluder: measureSeam(occluderOutline, pictures),
  };
  if (!found.mask && !found.face) return undefined;
  const seams: Seams = {
    n: larger(found.mask, found.face, 'n'),
    w: larger(found.mask, found.face, 'w'),
    ...(found.mask && { mask: found.mask }),
    ...(found.face && { face: found.face }),
    ...(found.occluder && { occluder: found.occluder }),
  };
  return { seams, worst: worstPlace([...maskOutline, ...faceOutline], pictures) };
}

/** The edge of what lies in front; its outside is the thing, its inside the face. */
function occluderEdge(occluder: Plane, interocular: number): readonly OutlinePiece[] {
  const face = { ...occluder, data: occluder.data.map((value) => 1 - value) };
  return traceOutline(smooth(face, interocular), 0.5);
}

function smooth(mask: Plane, interocular: number): Plane {
  return gaussian(mask, Math.max(1, maskSmoothing * interocular));
}

function larger(p: Seam | undefined, q: Seam | undefined, figure: 'n' | 'w'): number {
  return Math.max(p?.[figure] ?? 0, q?.[figure] ?? 0);
}

function at(plane: Plane, { x, y }: OutlinePiece): number {
  return sampleAt(plane, x, y) ?? 0;
}

function worstPlace(
  outline: readonly OutlinePiece[],
  pictures: SeamPictures,
): { readonly x: number; readonly y: number } {
  let worst = { x: 0, y: 0, step: -Infinity };
  for (const piece of outline) {
    const step = addedStep(piece, narrow, pictures);
    if (step !== undefined && step > worst.step) worst = { x: piece.x, y: piece.y, step };
  }
  return { x: worst.x, y: worst.y };
}
