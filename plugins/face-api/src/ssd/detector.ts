import {
  nonMaximumSuppression,
  sampleToTensor,
  type Affine,
  type Detector,
  type Kernels,
  type Models,
} from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { decodeBoxes } from './decode.js';
import type { SsdOptions } from './options.js';

const model = 'ssd-mobilenetv1';
const inputSide = 512;
const spec = squareRgb(inputSide);

/**
 * Finds faces with face-api's SSD MobileNet v1. The frame lies at the top left of a 512 pixel square, at the scale that makes it fit. Good at small and
 * turned faces; misses faces that fill the frame. It gives boxes and no landmarks.
 */
export function createSsdDetector(kernels: Kernels, models: Models): Detector<SsdOptions> {
  return {
    async detect(frame, { options }) {
      const side = Math.max(frame.width, frame.height);
      const input = sampleToTensor(kernels, frame, letterbox(side), spec, 'transparent');
      const { inputs } = await models.describe(model);
      const out = await models.run(model, { [inputs[0]!.name]: input }, ['boxes', 'scores']);
      const found = decodeBoxes(out.boxes!.data, out.scores!.data, frame, side, options.threshold);
      return nonMaximumSuppression(found, options.nms)
        .filter(({ box }) => Math.min(box.width, box.height) >= options.minSize)
        .slice(0, options.maxFaces);
    },
  };
}

function letterbox(side: number): Affine {
  const scale = inputSide / side;
  return { a: scale, b: 0, tx: (scale - 1) / 2, c: 0, d: scale, ty: (scale - 1) / 2 };
}
