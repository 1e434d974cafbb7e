import { performance } from 'node:perf_hooks';
import type { Diagnostic, FacetErrorShape, Images, Kernels, Kind, Models, PluginContext } from '@facet/api';
import { collectRegistrations, isFacetError } from '@facet/api';
import { namedIn } from '../errors/plugin-discovery.js';
import { activationFailed, activationTimeout, disposeTimeout, pluginDisposed } from '../errors/plugins.js';
import type { DiscoveredPlugin } from './discover.js';
import type { Activity } from './activity.js';
import type { Options } from './options.js';
import { PluginWatch } from './plugin-watch.js';
import { recordTaps } from './taps.js';
import type { Tap } from './taps.js';
import { withTimeLimit } from './time-limit.js';

/** What the host offers to plugins. */
export interface PluginServices {
  readonly kernels: Kernels;
  readonly images: Images;
  /** Inference over the models of one plugin's manifest. */
  readonly models: (pluginId: string) => Models;
  readonly log: { debug(message: string): void; warn(message: string): void };
  /** Called with what deserves a place in the run report. */
  readonly diagnostic: (diagnostic: Diagnostic) => void;
  readonly watch?: PluginWatch;
}

/** `incompatible`: it was made for another host or another version of a plugin it needs. */
export type PluginState = 'known' | 'activating' | 'active' | 'failed' | 'incompatible' | 'disposed';

/** How much later a loop is ended than a promise. */
const loopGraceMs = 500;

type Dispose = () => void | Promise<void>;

/** One plugin's life: known -> activating -> active or failed -> disposed. */
export class PluginActivation {
  readonly plugin: DiscoveredPlugin;
  readonly #options: () => Options;
  readonly #services: PluginServices;
  readonly #watch: PluginWatch;
  readonly #limitMs: number;
  readonly #disposers: Dispose[] = [];
  #state: PluginState = 'known';
  #error: FacetErrorShape | undefined;
  #activationMs: number | undefined;
  #pending: Promise<void> | undefined;
  #providers: ReadonlyMap<`${Kind}:${string}`, unknown> = new Map();
  #taps: readonly Tap[] = [];

  /** @param options Of the plugin itself, validated and frozen. */
  constructor(plugin: DiscoveredPlugin, options: () => Options, services: PluginServices, limitMs: number) {
    this.plugin = plugin;
    this.#options = options;
    this.#services = services;
    this.#watch = services.watch ?? new PluginWatch();
    this.#limitMs = limitMs;
  }

  get state(): PluginState {
    return this.#state;
  }

  /** Why it failed, as a sentence. */
  get reason(): string | undefined {
    return this.#error?.message;
  }

  /** What can be done about it. */
  get remedy(): string | undefined {
    return this.#error?.remedy;
  }

  /** Milliseconds from the import of the code to the end of activate(). */
  get activationMs(): number | undefined {
    return this.#activationMs;
  }

  /** The hooks it tapped. Empty until it is active. */
  get taps(): readonly Tap[] {
    return this.#taps;
  }

  /**
   * Loads and activates the plugin, once: later calls share the outcome.
   * @throws FacetError `PLUGIN_LOAD`, `PLUGIN_ACTIVATION`, `PLUGIN_ACTIVATION_TIMEOUT`, `PLUGIN_DISPOSED`, and the codes of registration and taps.
   */
  activate(): Promise<void> {
    if (this.#state === 'disposed') return Promise.reject(pluginDisposed(this.plugin));
    this.#pending ??= this.#activate();
    return this.#pending;
  }

  /** Fails it without running its code. */
  refuse(cause: FacetErrorShape): Promise<never> {
    const error = namedIn(cause, this.plugin.namedBy);
    this.#error = error;
    this.#state = 'failed';
    const refused = Promise.reject(error);
    this.#pending = refused;
    return refused;
  }

  /** The provider registered for a declared contribution of this active plugin. */
  provider(kind: Kind, id: string): unknown {
    return this.#providers.get(`${kind}:${id}`);
  }

  /**
   * Runs every disposer, last registered first; one that throws or hangs does not keep the others from running.
   * @returns What went wrong.
   */
  async dispose(): Promise<readonly unknown[]> {
    await this.#pending?.catch(() => undefined);
    if (this.#state === 'disposed') return [];
    this.#state = 'disposed';
    return this.#runDisposers();
  }

  async #activate(): Promise<void> {
    const { plugin } = this;
    this.#state = 'activating';
    const start = performance.now();
    const registrations = collectRegistrations(plugin, plugin.manifest.contributes);
    const recorder = recordTaps({ id: plugin.id, version: plugin.version }, plugin.manifest.hooks === true);
    try {
      const context = this.#context(registrations.registry, recorder.hooks);
      const work = async (): Promise<void> => (await plugin.load()).activate(context);
      await this.#watch.run(this.#activity('activation'), () =>
        withTimeLimit(work(), this.#limitMs, () => activationTimeout(plugin, this.#limitMs)),
      );
      recorder.seal();
      this.#providers = registrations.finish();
      this.#taps = recorder.taps;
      this.#activationMs = performance.now() - start;
      this.#state = 'active';
    } catch (cause) {
      registrations.close();
      recorder.seal();
      const error = namedIn(isFacetError(cause) ? cause : activationFailed(plugin, cause), plugin.namedBy);
      this.#error = error;
      this.#state = 'failed';
      for (const failure of await this.#runDisposers())
        this.#services.log.warn(`[${plugin.id}] ${String(failure)}`);
      throw error;
    }
  }

  #context(register: PluginContext['register'], hooks: PluginContext['hooks']): PluginContext {
    const { id, version } = this.plugin;
    const { kernels, images, models, log } = this.#services;
    return Object.freeze({
      plugin: Object.freeze({ id, version }),
      options: this.#options(),
      register,
      hooks,
      kernels,
      images,
      models: models(id),
      log: Object.freeze({
        debug: (message: string) => log.debug(`[${id}] ${message}`),
        warn: (message: string) => log.warn(`[${id}] ${message}`),
      }),
      onDispose: (dispose: Dispose) => this.#onDispose(dispose),
    });
  }

  #onDispose(dispose: Dispose): void {
    if (this.#state === 'activating' || this.#state === 'active') {
      this.#disposers.push(dispose);
      return;
    }
    // Activation has already failed or ended: what is made now is released at once.
    void this.#runDisposer(dispose).catch((error: unknown) => {
      this.#services.log.warn(`[${this.plugin.id}] ${String(error)}`);
    });
  }

  async #runDisposers(): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (let dispose = this.#disposers.pop(); dispose; dispose = this.#disposers.pop()) {
      try {
        await this.#runDisposer(dispose);
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  async #runDisposer(dispose: Dispose): Promise<void> {
    await this.#watch.run(this.#activity('disposal'), () =>
      withTimeLimit((async () => dispose())(), this.#limitMs, () =>
        disposeTimeout(this.plugin, this.#limitMs),
      ),
    );
  }

  /** The limit of an endless loop, which this thread cannot see, is a little longer than the one it keeps itself. */
  #activity(kind: 'activation' | 'disposal'): Activity {
    const { id, version } = this.plugin;
    const limitMs = this.#limitMs + loopGraceMs;
    return { kind, name: kind, provider: id, plugin: { id, version }, limitMs };
  }
}
