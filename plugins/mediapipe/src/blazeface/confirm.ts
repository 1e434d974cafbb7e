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
import { averageFaces, type FoundFace } from './merge.js';
import { findFaces, inputSpec, moveFace } from './model.js';

/** Finds that are surer than this need no second look to be believed. */
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

/** Finds that were seen smaller than this, in pixels of the model's input, are placed roughly and are looked at again however sure they are. */
const smallSide = 32;

/**
 * Looks again at a find that is not sure or was seen small, in windows of its own and at the model's favourite sizes. Where one of them sees nothing, the
 * find was a trick of one scale or of its place on the anchor grid. Otherwise score, box and points become the mean of the looks.
 *
 * @returns `undefined` when a look falls short.
 */
export async function confirmFace(
  kernels: Kernels,
  models: Models,
  frame: Image,
  face: FoundFace,
  threshold: number,
): Promise<FoundFace | undefined> {
  if (face.score >= sureScore && face.seenSide >= smallSide) return face;
  const bar = threshold + rise * (1 - threshold);
  const looks: FoundFace[] = [];
  for (const side of lookSides) {
    const look = await lookAgain(kernels, models, frame, face, side, bar);
    if (!look) return undefined;
    looks.push(look);
  }
  return { ...averageFaces(looks), score: looks.reduce((sum, { score }) => sum + score / looks.length, 0) };
}

async function lookAgain(
  kernels: Kernels,
  models: Models,
  frame: Image,
  face: FoundFace,
  side: number,
  bar: number,
): Promise<FoundFace | undefined> {
  const frameToInput = centredOn(face, side);
  const input = sampleToTensor(kernels, frame, frameToInput, inputSpec, 'transparent');
  const inputToFrame = invertAffine(frameToInput);
  const seen = (await findFaces(models, input, bar)).map((found) => moveFace(found, inputToFrame));
  return seen
    .filter((found) => intersectionOverUnion(found.box, face.box) > sameFace)
    .sort((p, q) => q.score - p.score)[0];
}

function centredOn({ box }: FoundFace, side: number): Affine {
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
