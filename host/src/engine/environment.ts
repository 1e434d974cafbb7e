import { apiVersion } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { createKernels } from '@facet/core-wasm';
import type { ConfigRequest, LoadedConfig } from '../config/index.js';
import { loadConfig } from '../config/index.js';
import { InferenceBroker } from '../inference/index.js';
import { createImages } from '../media/index.js';
import { defaultCacheDir, ModelStore } from '../models/index.js';
import type { PluginHost } from '../plugins/index.js';
import { createPluginHost } from '../plugins/index.js';
import { createModels, findModel } from './plugin-models.js';
import type { DiagnosticEvent } from './protocol.js';

/** Everything a session stands on: config, kernels, plugins, models and inference, each made once per worker. */
export interface Environment {
  readonly loaded: LoadedConfig;
  readonly kernels: ManagedKernels;
  readonly plugins: PluginHost;
  readonly store: ModelStore;
  readonly broker: InferenceBroker;
  dispose(): Promise<void>;
}

export async function createEnvironment(
  request: ConfigRequest,
  onDiagnostic: (event: DiagnosticEvent) => void,
): Promise<Environment> {
  const loaded = await loadConfig(request);
  const { config } = loaded;
  const kernels = await createKernels(config.kernels);
  const store = new ModelStore({
    cacheDir: defaultCacheDir(request.env),
    importModel: async (importer, main, files, options) => {
      const provider = await plugins.activate(plugins.resolve('importer', importer));
      return provider.import(main, files, options);
    },
  });
  const broker = new InferenceBroker({
    device: config.device,
    threads: config.engine.threads,
    open: (key) => store.open(findModel(plugins, key)),
  });
  const plugins: PluginHost = await createPluginHost({
    specs: loaded.plugins,
    apiVersion,
    services: {
      kernels,
      images: createImages(),
      models: (plugin) => createModels(plugin, { plugins: () => plugins, store, broker, kernels }),
      log: {
        debug: () => undefined,
        warn: (message) => onDiagnostic({ level: 'warning', code: 'PLUGIN', message }),
      },
      diagnostic: ({ level, code, message }) => onDiagnostic({ level, code, message }),
    },
  });
  return {
    loaded,
    kernels,
    plugins,
    store,
    broker,
    dispose: async () => {
      await plugins.dispose();
      await broker.dispose();
    },
  };
}
