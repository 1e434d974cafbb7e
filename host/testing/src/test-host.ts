import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Call,
  HookName,
  Hooks,
  Images,
  InlinePlugin,
  JsonSchema,
  Kernels,
  Kind,
  Manifest,
  Models,
  Plugin,
  Providers,
  TapOptions,
} from '@facet/api';
import { collectRegistrations, FacetError, pluginIdOf, pluralOf } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import type { FakeModel } from './fake-models.js';
import { fakeModels } from './fake-models.js';

export interface TestHostRequest {
  /** The plugin under test: its default export, or a plugin object. */
  readonly plugin: Plugin | InlinePlugin;
  /** Folder of its package.json; or give `manifest`. A plugin object brings its own. */
  readonly packageDir?: string;
  readonly manifest?: Manifest;
  /** The reference kernels by default. */
  readonly kernels?: Kernels;
  /** Functions in place of models, by id, or a Models of your own that runs real ones. */
  readonly models?: Readonly<Record<string, FakeModel>> | Models;
  /** The plugin's own options, over the manifest's defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Refuses to decode by default. */
  readonly images?: Images;
}

export interface RecordedTap {
  readonly hook: HookName;
  readonly fn: (...args: never[]) => unknown;
  readonly options: TapOptions;
}

export interface TestCall extends Call<never> {
  /** What the provider warned of. */
  readonly warnings: readonly string[];
}

/** One activated plugin under the host's rules of registration, and nothing else. */
export interface TestHost {
  readonly kernels: Kernels;
  readonly manifest: Manifest;
  /** What the plugin logged. */
  readonly log: readonly string[];
  /** The hooks it tapped, in order. */
  readonly taps: readonly RecordedTap[];
  provider<K extends Kind>(kind: K, id: string): Providers[K];
  /**
   * The last argument of a provider's methods: the contribution's defaults with `options` over them. Names are checked, types and ranges
   * are not: only the host validates the whole schema.
   */
  call(kind: Kind, id: string, options?: Readonly<Record<string, unknown>>, signal?: AbortSignal): TestCall;
  dispose(): Promise<void>;
}

/**
 * Activates a plugin for a test.
 * @throws FacetError with the host's codes when what it registers is not what it declares.
 */
export async function createTestHost(request: TestHostRequest): Promise<TestHost> {
  const { plugin, images = noImages, models = {} } = request;
  const kernels = request.kernels ?? (await createKernels('reference'));
  const { name, version, manifest } = await describePlugin(request);
  const id = pluginIdOf(name, manifest);
  const registrations = collectRegistrations({ id, version }, manifest.contributes);
  const log: string[] = [];
  const taps: RecordedTap[] = [];
  const disposers: (() => void | Promise<void>)[] = [];
  await plugin.activate({
    plugin: { id, version },
    options: Object.freeze({
      ...defaultsIn(manifest.options, 'The plugin', request.options),
      ...request.options,
    }),
    register: registrations.registry,
    hooks: recordingHooks(taps),
    kernels,
    images,
    models: isModels(models) ? models : fakeModels(models, (tensor) => kernels.readTensor(tensor)),
    log: { debug: (message) => log.push(message), warn: (message) => log.push(message) },
    onDispose: (dispose) => disposers.push(dispose),
  });
  const providers = registrations.finish();
  return {
    kernels,
    manifest,
    log,
    taps,
    provider: <K extends Kind>(kind: K, contribution: string) => {
      const provider = providers.get(`${kind}:${contribution}`);
      if (provider !== undefined) return provider as Providers[K];
      throw new FacetError(
        'UNKNOWN_PROVIDER',
        `The plugin "${name}" under test has no ${kind} "${contribution}".`,
      );
    },
    call: (kind, contribution, options = {}, signal = new AbortController().signal) => {
      const warnings: string[] = [];
      return {
        options: Object.freeze({ ...defaultsOf(manifest, kind, contribution, options), ...options }) as never,
        signal,
        warn: (message) => warnings.push(message),
        time: (_, work) => work(),
        warnings,
      };
    },
    dispose: async () => {
      for (let dispose = disposers.pop(); dispose; dispose = disposers.pop()) await dispose();
    },
  };
}

async function describePlugin({
  plugin,
  packageDir,
  manifest,
}: TestHostRequest): Promise<{ name: string; version: string; manifest: Manifest }> {
  if (packageDir !== undefined) {
    const text = await readFile(join(packageDir, 'package.json'), 'utf8');
    const found = JSON.parse(text) as { name: string; version: string; facet: Manifest };
    return { name: found.name, version: found.version, manifest: manifest ?? found.facet };
  }
  const { name = 'plugin-under-test', version = '0.0.0' } = plugin as Partial<InlinePlugin>;
  const own = manifest ?? (plugin as Partial<InlinePlugin>).manifest;
  if (own) return { name, version, manifest: own };
  throw new FacetError('PLUGIN_NO_MANIFEST', `The plugin "${name}" under test has no manifest.`, {
    remedy: 'Give createTestHost a packageDir or a manifest.',
  });
}

function defaultsOf(
  manifest: Manifest,
  kind: Kind,
  id: string,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const contribution = manifest.contributes?.[pluralOf(kind)]?.find((candidate) => candidate.id === id);
  return defaultsIn(contribution?.options, `The ${kind} "${id}"`, options);
}

/** @throws FacetError `OPTIONS_INVALID` for a name the schema does not have. */
function defaultsIn(
  schema: JsonSchema | undefined,
  who: string,
  options: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const properties = (schema?.properties ?? {}) as Record<string, { readonly default: unknown }>;
  const unknown = Object.keys(options).find((key) => !(key in properties));
  if (unknown !== undefined) throw new FacetError('OPTIONS_INVALID', `${who} has no option "${unknown}".`);
  return structuredClone(
    Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, property.default])),
  );
}

function recordingHooks(taps: RecordedTap[]): Hooks {
  return new Proxy({} as Hooks, {
    get: (_target, hook) => ({
      tap: (fn: RecordedTap['fn'], options: TapOptions = {}) =>
        taps.push({ hook: hook as HookName, fn, options }),
    }),
  });
}

function isModels(models: Readonly<Record<string, FakeModel>> | Models): models is Models {
  return typeof models.run === 'function';
}

const noImages: Images = {
  decode: () => Promise.reject(new Error('The test host was given no images service.')),
  encodePng: () => Promise.reject(new Error('The test host was given no images service.')),
};
