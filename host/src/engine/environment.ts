import { apiVersion } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { createKernels } from '@facet/core-wasm';
import type { ConfigRequest, LoadedConfig } from '../config/index.js';
import { loadConfig } from '../config/index.js';
import { stageResult } from '../errors/run.js';
import { InferenceBroker } from '../inference/index.js';
import { createImages } from '../media/index.js';
import { defaultCacheDir, isOwnModel, ModelStore, openOwnModel } from '../models/index.js';
import { ContractBreach, expectModelBytes } from '../pipeline/provider-contract.js';
import type { PluginHost, PluginWatch } from '../plugins/index.js';
import { createPluginHost, PluginLock } from '../plugins/index.js';
import { lockFileOf } from './lock-plugins.js';
import { createModels, findModel } from './plugin-models.js';
import { isOwn, openPluginKernels, planKernels } from './plugin-kernels.js';
import type { DiagnosticEvent } from './protocol.js';

/** What an engine works for. */
export interface Project {
  readonly request: ConfigRequest;
  /** Its config, read once; rejects with what is wrong with it. */
  readonly loaded: Promise<LoadedConfig>;
}

/** Everything a session stands on: config, kernels, plugins, models and inference. */
export interface Environment {
  readonly loaded: LoadedConfig;
  readonly kernels: ManagedKernels;
  readonly plugins: PluginHost;
  readonly store: ModelStore;
  readonly broker: InferenceBroker;
  /**
   * Makes the kernels those of a plugin, when the config asks for them. Only for what works on pictures: it runs the plugin.
   * @throws FacetError `KERNEL_BACKEND`, `UNKNOWN_PROVIDER`, `OPTIONS_INVALID`.
   */
  openKernels(): Promise<void>;
  dispose(): Promise<void>;
}

export interface EnvironmentEvents {
  readonly onDiagnostic: (event: DiagnosticEvent) => void;
  readonly watch: PluginWatch;
}

export interface EnvironmentOptions {
  /** Lists plugins that cannot be read instead of failing. */
  readonly tolerant?: boolean;
}

export async function createEnvironment(
  request: ConfigRequest,
  { onDiagnostic, watch }: EnvironmentEvents,
  { tolerant = false }: EnvironmentOptions = {},
): Promise<Environment> {
  return buildEnvironment(await loadConfig(request), request, { onDiagnostic, watch }, tolerant);
}

/** The same for a config that is loaded. */
export async function buildEnvironment(
  loaded: LoadedConfig,
  request: ConfigRequest,
  { onDiagnostic, watch }: EnvironmentEvents,
  tolerant = false,
): Promise<Environment> {
  const { config } = loaded;
  const lock = request.frozen === true ? await PluginLock.read(lockFileOf(loaded, request)) : undefined;
  const kernels = await createKernels(isOwn(config.kernels.use) ? config.kernels.use : 'wasm');
  const store = new ModelStore({
    cacheDir: defaultCacheDir(request.env),
    importModel: async (importer, main, files, options) => {
      const ref = plugins.resolve('importer', importer);
      const provider = await plugins.activate(ref);
      const plugin = plugins.plugins.find(({ id }) => id === ref.plugin)!;
      const activity = { kind: 'stage', name: 'import', provider: ref.name, plugin, limitMs: 0 } as const;
      try {
        return expectModelBytes(await watch.run(activity, () => provider.import(main, files, options)));
      } catch (error) {
        if (!(error instanceof ContractBreach)) throw error;
        throw stageResult(activity, `"${main}"`, error.expected, error.received);
      }
    },
  });
  const broker = new InferenceBroker({
    device: config.device,
    threads: config.engine.threads,
    open: (key) => (isOwnModel(key) ? openOwnModel(key) : store.open(findModel(plugins, key))),
  });
  const plugins: PluginHost = await createPluginHost({
    specs: loaded.plugins,
    apiVersion,
    tolerant,
    ...(lock && { lock }),
    activationTimeoutMs: config.engine.activationTimeoutMs,
    services: {
      kernels,
      images: createImages(),
      models: (plugin) => createModels(plugin, { plugins: () => plugins, store, broker, kernels }),
      log: {
        debug: () => undefined,
        warn: (message) => onDiagnostic({ level: 'warning', code: 'PLUGIN', message }),
      },
      watch,
      diagnostic: ({ level, code, message }) => onDiagnostic({ level, code, message }),
    },
  });
  let opened: Promise<void> | undefined;
  return {
    loaded,
    kernels,
    plugins,
    store,
    broker,
    openKernels: async () => {
      const planned = planKernels(loaded, plugins, request.cwd);
      if (!planned) return;
      // A kept environment has them open already; its plugin counts as used all the same.
      await plugins.activate(planned.ref);
      opened ??= openPluginKernels(planned, kernels, plugins, watch, config.engine.stageTimeoutMs);
      await opened.catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
    },
    dispose: async () => {
      await plugins.dispose();
      await broker.dispose();
    },
  };
}
