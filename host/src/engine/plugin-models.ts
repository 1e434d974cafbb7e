import type { Models, Tensor, TensorData } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { modelUndeclared } from '../errors/models.js';
import type { InferenceBroker } from '../inference/index.js';
import { hasOwnModel, isOwnModel, modelName } from '../models/index.js';
import type { ModelStore } from '../models/index.js';
import type { DeclaredModel, PluginHost } from '../plugins/index.js';

interface ModelServices {
  readonly plugins: () => PluginHost;
  readonly store: ModelStore;
  readonly broker: InferenceBroker;
  readonly kernels: ManagedKernels;
}

/** @throws FacetError `MODEL_UNDECLARED`. */
export function findModel(host: PluginHost, key: string): DeclaredModel {
  const model = host.models().find((candidate) => modelName(candidate) === key);
  if (model) return model;
  const [id = key, ...rest] = key.split('/');
  const plugin = host.plugins.find((candidate) => candidate.id === id) ?? { id };
  throw modelUndeclared(plugin, rest.join('/'));
}

/** `ctx.models` of one plugin: the models of its own manifest and files of the user, on the device the host chose. */
export function createModels(plugin: string, { plugins, store, broker, kernels }: ModelServices): Models {
  const key = (model: string): string =>
    isOwnModel(model) ? model : modelName(findModel(plugins(), `${plugin}/${model}`));
  return {
    has: async (model) =>
      isOwnModel(model)
        ? hasOwnModel(model)
        : (await store.status(findModel(plugins(), key(model)))).state === 'ok',
    describe: (model) => broker.describe(key(model)),
    run: (model, feeds, outputs) => {
      const data: Record<string, TensorData> = {};
      // Views on the kernels' memory are safe here: the broker copies them before its first wait.
      for (const [name, feed] of Object.entries(feeds))
        data[name] = isHandle(feed) ? view(feed, kernels) : feed;
      return broker.run(key(model), data, outputs);
    },
  };
}

function isHandle(feed: Tensor | TensorData): feed is Tensor {
  return !('data' in feed);
}

function view(tensor: Tensor, kernels: ManagedKernels): TensorData {
  return { dims: tensor.dims, data: kernels.tensorView(tensor) };
}
