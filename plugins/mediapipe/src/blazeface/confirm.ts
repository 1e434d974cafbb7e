import {
  intersectionOverUnion,
  invertAffine,
  sampleToTensor,
  type Affine,
  type Image,
  type Kernels,
  type Models,
} from '@facet/api';
import { inputSide } from './anchors.js';
import type { RawFace } from './decode.js';
import { findFaces, inputSpec, moveFace } from './model.js';

/** Finds that are surer than this need no second look. */
const sureScore = 0.85;

/** Sides, in pixels of the model's input, at which a find is looked at again: the range the model knows best. */
const lookSides = [56, 72, 100] as const;

/**
 * How far above the threshold every look must score, as a share of what is left up to 1: 0.6 at a threshold of 0.5. On the photos this was measured with,
 * true faces score 0.75 and more in each look; railings, hands and folds of cloth fall below 0.6 in one of them.
 */
const rise = 0.2;

/** Overlap from which a look shows the same face. */
const sameFace = 0.3;

/**
 * Looks again at a find that is not sure, in windows of its own and at the model's favourite sizes. Where one of them sees nothing, the find was a trick
 * of one scale or of its place on the anchor grid. Otherwise its score becomes the mean of the looks.
 *
 * @returns `undefined` when a look falls short.
 */
export async function confirmFace(
  kernels: Kernels,
  models: Models,
  frame: Image,
  face: RawFace,
  threshold: number,
): Promise<RawFace | undefined> {
  if (face.score >= sureScore) return face;
  const bar = threshold + rise * (1 - threshold);
  let sum = 0;
  for (const side of lookSides) {
    const score = await scoreAtSide(kernels, models, frame, face, side, bar);
    if (score < bar) return undefined;
    sum += score;
  }
  return { ...face, score: sum / lookSides.length };
}

async function scoreAtSide(
  kernels: Kernels,
  models: Models,
  frame: Image,
  face: RawFace,
  side: number,
  bar: number,
): Promise<number> {
  const frameToInput = centredOn(face, side);
  const input = sampleToTensor(kernels, frame, frameToInput, inputSpec, 'transparent');
  const inputToFrame = invertAffine(frameToInput);
  const seen = (await findFaces(models, input, bar)).map((found) => moveFace(found, inputToFrame));
  return seen
    .filter((found) => intersectionOverUnion(found.box, face.box) > sameFace)
    .reduce((best, found) => Math.max(best, found.score), 0);
}

function centredOn({ box }: RawFace, side: number): Affine {
  const scale = side / Math.max(box.width, box.height);
  const middle = (inputSide - 1) / 2;
  return {
    a: scale,
    b: 0,
    tx: middle - (box.x + box.width / 2) * scale,
    c: 0,
    d: scale,
    ty: middle - (box.y + box.height / 2) * scale,
  };
}
