import {
  FacetError,
  invertAffine,
  sampleToTensor,
  type Affine,
  type Kernels,
  type Masker,
  type Models,
} from '@facet/api';
import { squareRgb } from '../model-spec.js';

const model = 'selfie';
const inputSide = 256;
const spec = squareRgb(inputSide, '0..1');

/** Options of the `person` masker; the manifest holds their ranges and defaults. */
export interface PersonOptions {
  /** Confidence, 0..1, from which a pixel belongs to a person. */
  readonly threshold: number;
  /** Width, in confidence, of the soft transition around the threshold. */
  readonly softness: number;
}

/**
 * Masks what MediaPipe's selfie segmentation takes for a person, hair included: it keeps the swap off the background, and not off hair or hands.
 * The model is optional; without it the masker refuses to work.
 */
export function createPersonMasker(kernels: Kernels, models: Models): Masker<PersonOptions> {
  return {
    async mask({ crop }, { options }) {
      if (!(await models.has(model))) throw notPulled();
      const { width, height } = crop.image;
      const cropToInput = stretch(width, height);
      const input = sampleToTensor(kernels, crop.image, cropToInput, spec, 'edge');
      const { inputs, outputs } = await models.describe(model);
      const out = await models.run(model, { [inputs[0]!.name]: input });
      const alpha = out[outputs[0]!.name]!.data;
      const small = kernels.importMask(inputSide, inputSide, toBytes(alpha, options));
      const mask = kernels.createMask(width, height);
      kernels.warpMask(small, mask, invertAffine(cropToInput));
      return mask;
    },
  };
}

function notPulled(): FacetError {
  return new FacetError(
    'MODEL_MISSING',
    'The person masker needs the optional model "selfie", which is not in the model cache.',
    { remedy: 'Run `facet models pull selfie`, or use another masker.', details: { model } },
  );
}

function toBytes(alpha: Float32Array, { threshold, softness }: PersonOptions): Uint8Array {
  const start = threshold - softness / 2;
  const width = Math.max(softness, 1e-6);
  return Uint8Array.from(alpha, (a) => Math.round(255 * Math.max(0, Math.min(1, (a - start) / width))));
}

/** The whole crop squeezed into the model's input, pixel centre to pixel centre. */
function stretch(width: number, height: number): Affine {
  const a = inputSide / width;
  const d = inputSide / height;
  return { a, b: 0, tx: (a - 1) / 2, c: 0, d, ty: (d - 1) / 2 };
}
