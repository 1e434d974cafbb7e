import { applyAffine, type Affine, type Models, type Point, type Tensor } from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { firstGridAnchors, inputSide } from './anchors.js';
import { decodeFaces, type RawFace } from './decode.js';
import type { FoundFace } from './merge.js';

const model = 'blazeface-back';

/** What the model reads. */
export const inputSpec = squareRgb(inputSide, '-1..1');

/** Runs blazeface-back on one input and returns every row that reaches `threshold`, in pixel centres of the input. */
export async function findFaces(models: Models, input: Tensor, threshold: number): Promise<RawFace[]> {
  const { inputs } = await models.describe(model);
  const out = await models.run(model, { [inputs[0]!.name]: input });
  const grid = (logits: string, rows: string, firstAnchor: number): RawFace[] =>
    decodeFaces(out[logits]!.data, out[rows]!.data, firstAnchor, threshold);
  return [...grid('Identity', 'Identity_2', 0), ...grid('Identity_1', 'Identity_3', firstGridAnchors)];
}

/** What was found in an input, seen through a transform without rotation. */
export function moveFace({ box, score, keypoints }: RawFace, inputToFrame: Affine): FoundFace {
  const move = (p: Point): Point => applyAffine(inputToFrame, p);
  const [a, b, c, d, e, f] = keypoints;
  return {
    box: { ...move(box), width: box.width * inputToFrame.a, height: box.height * inputToFrame.d },
    score,
    keypoints: [move(a), move(b), move(c), move(d), move(e), move(f)],
    seenSide: Math.max(box.width, box.height),
  };
}
