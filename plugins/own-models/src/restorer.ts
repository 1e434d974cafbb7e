import type { Kernels, ModelPort, Models, Restorer, TensorData, TensorSpec } from '@facet/api';
import { fitSimilarity, templatePoints } from '@facet/api';
import { noModel, unfitModel } from './errors.js';

/** Options of the restorer; the manifest holds their ranges and defaults. */
export interface RestorerOptions {
  /** `file:` and a path; empty for none. */
  readonly model: string;
  /** CodeFormer's; models without such an input get none. */
  readonly weight: number;
}

/** GFPGAN, CodeFormer, RestoreFormer and GPEN-512 work at this size. */
const side = 512;

const spec: TensorSpec = {
  width: side,
  height: side,
  layout: 'chw',
  order: 'rgb',
  scale: 1 / 255,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
};

/**
 * Restores faces by a model of the user's: `[1, 3, 512, 512]` in and out. A second input of one value takes the weight: exports of CodeFormer call it
 * `weight` (float64) or `w`.
 *
 * Throws FacetError `OWN_MODEL_NONE`, `OWN_MODEL_UNFIT`.
 */
export function createFaceRestorer(kernels: Kernels, models: Models): Restorer<RestorerOptions> {
  return {
    align: ({ landmarks }) => ({
      width: side,
      height: side,
      template: 'ffhq_512',
      frameToCrop: fitSimilarity(landmarks.five, templatePoints('ffhq_512', side)),
    }),
    async restore({ image }, { options: { model, weight } }) {
      if (model === '') throw noModel('own-models/face-restorer');
      const { inputs } = await models.describe(model);
      const face = inputs.find(({ dims }) => dims.length === 4);
      const others = inputs.filter((input) => input !== face);
      if (!face || others.length > 1 || others.some(({ dims }) => dims.length > 1)) {
        const found = inputs.map(({ name, dims }) => `${name} [${dims.join(', ')}]`).join(', ');
        throw unfitModel(model, 'a picture and at most one number as inputs', found);
      }
      const tensor = kernels.createTensor([1, 3, side, side]);
      kernels.warpToTensor(image, tensor, { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 }, spec, 'edge');
      const feeds = Object.fromEntries(others.map((input) => [input.name, scalar(input, weight)]));
      const results = Object.values(await models.run(model, { [face.name]: tensor, ...feeds }));
      const restored = results.find(({ dims }) => dims.join() === `1,3,${side},${side}`);
      if (!restored) {
        const found = results.map(({ dims }) => `[${dims.join(', ')}]`).join(', ');
        throw unfitModel(model, `an output of [1, 3, ${side}, ${side}]`, found);
      }
      const result = kernels.createImage(side, side);
      kernels.tensorToImage(restored.data, result, spec);
      return result;
    },
  };
}

function scalar({ type, dims }: ModelPort, value: number): TensorData {
  return {
    dims: dims.map(() => 1),
    data: type === 'float64' ? Float64Array.of(value) : Float32Array.of(value),
  };
}
