import { isDeepStrictEqual } from 'node:util';
import type { ConfigRequest, LoadedConfig } from '../config/index.js';
import { defaultCacheDir } from '../models/index.js';
import type { Environment, EnvironmentEvents } from './environment.js';
import { buildEnvironment } from './environment.js';

/** Kernels of which a large picture has used more than this are given back rather than kept: their memory never shrinks. */
const keptKernelBytes = 256 * 2 ** 20;

/** What an environment is built from. Everything else in a config belongs to the run. */
interface Foundation {
  readonly kernels: LoadedConfig['config']['kernels'];
  readonly device: LoadedConfig['config']['device'];
  readonly threads: number;
  readonly activationTimeoutMs: number;
  /** Plugins written into the config are compared as objects: a changed config file makes new ones. */
  readonly plugins: LoadedConfig['plugins'];
  readonly cacheDir: string;
  readonly frozen: boolean;
}

/**
 * Keeps the environment of a worker from one run to the next: plugins stay active, and models open. Each run still has a
 * config, a plan and hooks of its own. An environment is made anew when the config asks for another foundation, when a
 * plugin of it has failed, or when it has grown too large.
 */
export class EnvironmentKeeper {
  #kept: { readonly foundation: Foundation; readonly environment: Environment } | undefined;

  /**
   * The environment for a run. Its `dispose` leaves it here.
   * @throws FacetError for whatever is wrong with the config, and of a plugin that could not be disposed of.
   */
  async open(loaded: LoadedConfig, request: ConfigRequest, events: EnvironmentEvents): Promise<Environment> {
    const foundation = foundationOf(loaded, request);
    if (!this.#kept || !isDeepStrictEqual(this.#kept.foundation, foundation)) {
      await this.dispose();
      this.#kept = { foundation, environment: await buildEnvironment(loaded, request, events) };
    }
    const { environment } = this.#kept;
    environment.plugins.startRun();
    environment.broker.startRun();
    environment.kernels.startPeak();
    return { ...environment, loaded, dispose: () => this.#giveBack() };
  }

  /** Disposes of what is kept. */
  async dispose(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.environment.dispose();
  }

  async #giveBack(): Promise<void> {
    if (!this.#kept) return;
    const { kernels, plugins } = this.#kept.environment;
    const failed = plugins.plugins.some(({ state }) => state === 'failed');
    if (failed || kernels.peakBytes > keptKernelBytes) await this.dispose();
  }
}

function foundationOf({ config, plugins }: LoadedConfig, { env, frozen = false }: ConfigRequest): Foundation {
  const { kernels, device, engine } = config;
  const { threads, activationTimeoutMs } = engine;
  return { kernels, device, threads, activationTimeoutMs, plugins, cacheDir: defaultCacheDir(env), frozen };
}
