import type { Environment } from './environment.js';
import type { ModelInfo } from './services.js';

/** Every model of every known plugin, and what the cache holds of it. */
export async function listModels({ plugins, store }: Environment): Promise<readonly ModelInfo[]> {
  return Promise.all(
    plugins.models().map(async (model): Promise<ModelInfo> => {
      const { id, title, license, attribution, source, optional = false } = model.declaration;
      const { state, path, bytes, expected, found } = await store.status(model);
      return {
        id,
        plugin: model.plugin,
        ...(title !== undefined && { title }),
        status: state,
        optional,
        bytes,
        license,
        ...(attribution !== undefined && { attribution }),
        source,
        file: path,
        expected,
        ...(found !== undefined && { found }),
      };
    }),
  );
}
