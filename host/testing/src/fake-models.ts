import type { ModelPort, Models, Tensor, TensorData } from '@facet/api';
import { FacetError } from '@facet/api';

/** A model made of a function, or of one that runs the real thing. */
export interface FakeModel {
  readonly inputs?: readonly ModelPort[];
  readonly outputs?: readonly ModelPort[];
  run(feeds: Readonly<Record<string, TensorData>>): FakeOutputs | Promise<FakeOutputs>;
}

type FakeOutputs = Readonly<Record<string, TensorData & { readonly data: Float32Array }>>;

/**
 * `ctx.models` over functions. A model that is not listed counts as not pulled.
 * @param readTensor Copies a tensor handle out, such as `kernels.readTensor`; without it feeds must be TensorData.
 */
export function fakeModels(
  models: Readonly<Record<string, FakeModel>>,
  readTensor?: (tensor: Tensor) => Float32Array,
): Models {
  const find = (id: string): FakeModel => {
    const model = models[id];
    if (model) return model;
    throw new FacetError('MODEL_MISSING', `The test host was given no model "${id}".`, {
      remedy: 'Pass it to createTestHost under "models".',
    });
  };
  const toData = (feed: Tensor | TensorData): TensorData => {
    if ('data' in feed) return feed;
    if (readTensor) return { dims: feed.dims, data: readTensor(feed) };
    throw new TypeError('Expected feeds as TensorData but received a tensor handle');
  };
  return {
    has: (id) => Promise.resolve(id in models),
    describe: async (id) => {
      const { inputs = [], outputs = [] } = find(id);
      return Promise.resolve({ inputs, outputs });
    },
    run: async (id, feeds, outputs) => {
      const model = find(id);
      const data = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toData(feed)]));
      const results = await model.run(data);
      if (!outputs) return results;
      return Object.fromEntries(Object.entries(results).filter(([name]) => outputs.includes(name)));
    },
  };
}
