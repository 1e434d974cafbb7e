import type { FacetErrorShape, Kind, Manifest, Providers } from '@facet/api';
import { disposeFailed } from '../errors/plugins.js';
import type { PluginName } from '../errors/plugins.js';
import { requirementFailed } from '../errors/requirements.js';
import { PluginActivation } from './activation.js';
import type { PluginServices, PluginState } from './activation.js';
import type { Admitted } from './admit-plugins.js';
import { admitPlugins } from './admit-plugins.js';
import { bundledPlugins } from './bundled.js';
import type { ContributionRef, DeclaredModel } from './catalogue.js';
import { Catalogue, modelsOf } from './catalogue.js';
import type { PluginSpec } from './discover.js';
import type { PluginLock } from './lock.js';
import type { Options } from './options.js';
import { Requirements } from './requirements.js';
import type { Tap } from './taps.js';

export interface PluginHostRequest {
  /** Plugins beyond the bundled ones. */
  readonly specs: readonly PluginSpec[];
  readonly services: PluginServices;
  /** Version of the plugin API this host offers. */
  readonly apiVersion: string;
  /** Ids of the bundled plugins to load; all of them by default. */
  readonly bundled?: readonly string[];
  /** Limit of one plugin's activation, and of each of its disposers; 10 000 by default. */
  readonly activationTimeoutMs?: number;
  /** Refuses plugins that are not as it records them. */
  readonly lock?: PluginLock;
  /** Lists a plugin of the config that cannot be read as failed, as it does with bundled ones. */
  readonly tolerant?: boolean;
}

/** A plugin as lists and reports show it. */
export interface PluginRecord {
  readonly id: string;
  readonly version: string;
  readonly packageName: string;
  readonly dir: string;
  readonly bundled: boolean;
  /** Absent when the manifest could not be read. */
  readonly manifest?: Manifest;
  readonly state: PluginState;
  /** Why it failed, as a sentence. */
  readonly reason?: string;
  /** What can be done about it. */
  readonly remedy?: string;
  readonly activationMs?: number;
}

/** The plugins of one engine: known by their manifests, activated when a plan needs them, disposed of together. */
export interface PluginHost {
  readonly plugins: readonly PluginRecord[];
  contributions(kind?: Kind): readonly ContributionRef[];
  /**
   * @param where The place in the config, for messages.
   * @throws FacetError `UNKNOWN_PROVIDER`, `AMBIGUOUS_PROVIDER`.
   */
  resolve<K extends Kind>(kind: K, name: string, where?: string): ContributionRef<K>;
  /**
   * Validates options against the contribution's schema and fills in defaults.
   * @param where The place in the config, for messages.
   * @throws FacetError `OPTIONS_INVALID`, `PLUGIN_CONTENT_CHECK`.
   */
  options(ref: ContributionRef, raw: Options, where: string): Options;
  models(): readonly DeclaredModel[];
  /** Plugins that were asked for since the beginning or `startRun`, those that were active before included. */
  readonly used: readonly PluginRecord[];
  /** Begins a new account of what is used. */
  startRun(): void;
  /** Activates the contribution's plugin, once, after those it needs, and returns the provider. */
  activate<K extends Kind>(ref: ContributionRef<K>): Promise<Providers[K]>;
  /** Activates one plugin, once; the others stay as they are. */
  activatePlugin(id: string): Promise<void>;
  /** Activates the plugins whose manifest says that they tap hooks. */
  activateHookPlugins(): Promise<void>;
  /** The taps of all active plugins, in the order the plugins are listed: what `createRunHooks` takes. */
  taps(): readonly Tap[];
  /** @throws FacetError `PLUGIN_DISPOSE` when any disposer failed; all of them run. */
  dispose(): Promise<void>;
}

/**
 * Finds the bundled plugins and those of the config, and reads their manifests. No code of a plugin runs.
 * A bundled plugin that cannot be read is listed as failed and reported; one of the config is an error.
 * @throws FacetError with one of the codes `PLUGIN_*`.
 */
export async function createPluginHost(request: PluginHostRequest): Promise<PluginHost> {
  const { services, bundled = bundledPlugins, activationTimeoutMs = 10_000 } = request;
  const admitted = await admitPlugins({ ...request, bundled });
  return assemble(admitted, services, activationTimeoutMs);
}

function assemble(
  { plugins: found, broken, schemas, optionsOf }: Admitted,
  services: PluginServices,
  limitMs: number,
): PluginHost {
  const lives = found.map(
    (plugin) => new PluginActivation(plugin, () => optionsOf(plugin), services, limitMs),
  );
  const requirements = new Requirements(found);
  const byId = new Map(lives.map((life) => [life.plugin.id, life]));
  const activated: PluginActivation[] = [];
  const used = new Set<PluginActivation>();
  const catalogue = new Catalogue(
    found,
    broken.map((record) => record.id),
  );
  const life = (ref: ContributionRef): PluginActivation => byId.get(ref.plugin)!;
  const activate = async (plugin: PluginActivation): Promise<void> => {
    for (const required of requirements.of(plugin.plugin)) {
      try {
        await activate(byId.get(required.id)!);
      } catch (cause) {
        await plugin.refuse(requirementFailed(plugin.plugin, required, cause));
      }
    }
    if (plugin.state === 'known') {
      try {
        const own = catalogue.list().filter((ref) => ref.plugin === plugin.plugin.id);
        schemas.check(plugin.plugin, own);
      } catch (error) {
        await plugin.refuse(error as FacetErrorShape);
      }
    }
    if (!activated.includes(plugin)) activated.push(plugin);
    used.add(plugin);
    await plugin.activate();
  };
  return {
    get plugins() {
      return [...lives.map(recordOf), ...broken];
    },
    get used() {
      return lives.filter((plugin) => used.has(plugin)).map(recordOf);
    },
    startRun: () => used.clear(),
    contributions: (kind) => catalogue.list(kind),
    resolve: (kind, name, where) => catalogue.resolve(kind, name, where),
    options: (ref, raw, where) => schemas.validate(ref, life(ref).plugin.version, raw, where),
    models: () => found.flatMap(modelsOf),
    activate: async <K extends Kind>(ref: ContributionRef<K>) => {
      await activate(life(ref));
      return life(ref).provider(ref.kind, ref.id) as Providers[K];
    },
    activatePlugin: async (id) => {
      const plugin = byId.get(id);
      if (plugin) await activate(plugin);
    },
    activateHookPlugins: async () => {
      for (const plugin of lives) if (plugin.plugin.manifest.hooks === true) await activate(plugin);
    },
    taps: () => lives.flatMap((plugin) => plugin.taps),
    dispose: async () => {
      const failures: { plugin: PluginName; error: unknown }[] = [];
      for (const plugin of [...activated].reverse()) {
        for (const error of await plugin.dispose()) failures.push({ plugin: plugin.plugin, error });
      }
      for (const plugin of lives) await plugin.dispose();
      if (failures.length > 0) throw disposeFailed(failures);
    },
  };
}

function recordOf(life: PluginActivation): PluginRecord {
  const { id, version, packageName, dir, bundled, manifest } = life.plugin;
  return {
    id,
    version,
    packageName,
    dir,
    bundled,
    manifest,
    state: life.state,
    ...(life.reason !== undefined && { reason: life.reason }),
    ...(life.remedy !== undefined && { remedy: life.remedy }),
    ...(life.activationMs !== undefined && { activationMs: life.activationMs }),
  };
}
