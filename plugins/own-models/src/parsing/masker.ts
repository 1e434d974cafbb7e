import type { Affine, Call, Image, Kernels, Mask, Masker, Models } from '@facet/api';
import { noModel, unfitModel } from '../errors.js';
import { networks } from './networks.js';

/** Options of the masker; the manifest holds their ranges and defaults. */
export interface ParsingOptions {
  /** `file:` and a path; empty for none. */
  readonly model: string;
  readonly network: keyof typeof networks;
  readonly classes: readonly string[];
  readonly of: 'both' | 'target' | 'swapped';
  readonly grow: number;
}

/** Side of the picture the models see. */
const side = 512;

/**
 * FaceSwapLab's improved mask: the chosen classes of the target's crop or of the swapped one, grown by a window of five pixels at 512 x 512, and brought to the size of
 * the crop. There every level above 0 counted as on in both pictures, which were added and came out too bright where the mask was soft; here a soft mask is soft.
 *
 * Throws FacetError `OWN_MODEL_NONE`, `OWN_MODEL_UNFIT`.
 */
export function createParsingMasker(kernels: Kernels, models: Models): Masker<ParsingOptions> {
  return {
    async mask({ crop, swapped }, call) {
      const { of, grow, model } = call.options;
      if (model === '') throw noModel('own-models/face-parsing');
      const seen = [...(of === 'swapped' ? [] : [crop.image]), ...(of === 'target' ? [] : [swapped])];
      const parts = kernels.createMask(side, side);
      for (const image of seen) kernels.combineMasks(parts, await parse(image, call, kernels, models), 'max');
      if (grow > 0) kernels.dilate(parts, grow, grow);
      const { width, height } = crop.image;
      const mask = kernels.createMask(width, height);
      kernels.warpMask(parts, mask, scaling(side, side, width, height));
      return mask;
    },
  };
}

/** 255 where the class with the highest score is one of the chosen ones. */
async function parse(
  image: Image,
  { options: { model, network, classes } }: Call<ParsingOptions>,
  kernels: Kernels,
  models: Models,
): Promise<Mask> {
  const { mean, std, classes: names } = networks[network];
  const { inputs } = await models.describe(model);
  const [input] = inputs;
  if (!input || inputs.length > 1) throw unfitModel(model, 'one input', `${inputs.length}`);
  const tensor = kernels.createTensor([1, 3, side, side]);
  const spec = { width: side, height: side, layout: 'chw', order: 'rgb', scale: 1 / 255, mean, std } as const;
  kernels.warpToTensor(image, tensor, scaling(image.width, image.height, side, side), spec, 'edge');
  const results = Object.values(await models.run(model, { [input.name]: tensor }));
  const scores = results.find(({ dims }) => dims.join() === `1,${names.length},${side},${side}`);
  if (!scores) {
    const found = results.map(({ dims }) => `[${dims.join(', ')}]`).join(', ');
    throw unfitModel(model, `an output of [1, ${names.length}, ${side}, ${side}]`, found);
  }
  const chosen = names.map((name) => classes.includes(name));
  return kernels.importMask(side, side, wanted(scores.data, chosen));
}

function wanted(scores: Float32Array, chosen: readonly boolean[]): Uint8Array {
  const mask = new Uint8Array(side * side);
  for (let i = 0; i < mask.length; i++) {
    let best = 0;
    for (let c = 1; c < chosen.length; c++)
      if (scores[c * mask.length + i]! > scores[best * mask.length + i]!) best = c;
    if (chosen[best]) mask[i] = 255;
  }
  return mask;
}

/** How a picture maps onto a resized copy of itself: the corners coincide. */
function scaling(width: number, height: number, toWidth: number, toHeight: number): Affine {
  const [x, y] = [toWidth / width, toHeight / height];
  return { a: x, b: 0, tx: (x - 1) / 2, c: 0, d: y, ty: (y - 1) / 2 };
}
