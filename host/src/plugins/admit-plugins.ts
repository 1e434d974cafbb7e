import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FacetErrorShape } from '@facet/api';
import { isFacetError, pluginIdOf } from '@facet/api';
import { duplicatePlugin, namedIn } from '../errors/plugin-discovery.js';
import { contentCheckContributed, contentCheckTaken } from '../errors/plugins.js';
import type { PluginState } from './activation.js';
import { bundledPackage, builtInChecker, contentCheckId } from './bundled.js';
import type { DiscoveredPlugin, PluginSpec } from './discover.js';
import { discoverPlugin, locatePlugin } from './discover.js';
import type { Options } from './options.js';
import { OptionSchemas } from './options.js';
import type { PluginHostRequest, PluginRecord } from './plugin-host.js';
import { Requirements } from './requirements.js';

/** The plugins of a config, by their manifests. */
export interface Admitted {
  readonly plugins: readonly DiscoveredPlugin[];
  /** Those that cannot be used. */
  readonly broken: readonly PluginRecord[];
  readonly schemas: OptionSchemas;
  /**
   * A plugin's own options, complete and frozen.
   * @throws FacetError `PLUGIN_OPTIONS_SCHEMA`; what the config gives has been judged.
   */
  readonly optionsOf: (plugin: DiscoveredPlugin) => Options;
}

type Request = Pick<PluginHostRequest, 'specs' | 'services' | 'apiVersion' | 'lock' | 'tolerant'> & {
  readonly bundled: readonly string[];
};

/** @param known What is known of the plugin all the same. */
type Refuse = (name: string, error: unknown, known?: Partial<PluginRecord>) => void;

/** Which of the plugins found may be used, and with which options. No code of a plugin runs. */
export async function admitPlugins(request: Request): Promise<Admitted> {
  const { specs, services, apiVersion, lock, tolerant = false } = request;
  const schemas = new OptionSchemas();
  const broken: PluginRecord[] = [];
  const refuse: Refuse = (name, error, known) => {
    if (!isFacetError(error)) throw error;
    services.diagnostic({ level: 'error', code: error.code, message: error.message, plugin: name });
    broken.push(brokenRecord(name, error, known));
  };
  const bundled = await findBundled(request, refuse);
  const found = [...bundled];
  const given = new Map<DiscoveredPlugin, PluginSpec>();
  lock?.checkComplete(specs);
  for (const spec of specs) {
    try {
      await lock?.checkFiles(spec, locatePlugin(spec));
      const plugin = await discoverPlugin(spec, apiVersion);
      lock?.checkVersion(spec, plugin);
      // The same package named twice, or a bundled one named again, is one plugin, with the last options given.
      const same = found.find((other) => other.source === plugin.source);
      if (spec.options) given.set(same ?? plugin, spec);
      if (same) continue;
      admit(plugin, found);
      found.push(plugin);
    } catch (cause) {
      const error = isFacetError(cause) ? namedIn(cause, spec.namedBy ?? spec.from) : cause;
      // Nothing that differs from the lock goes on, not even in a list.
      if (!tolerant || isFacetError(error, 'LOCK_DIFFERS')) throw error;
      refuse(typeof spec.spec === 'string' ? spec.spec : spec.spec.name, error);
    }
  }
  const optionsOf = (plugin: DiscoveredPlugin): Options => {
    const { options = {}, namedBy = 'the config' } = given.get(plugin) ?? {};
    return schemas.validateOwn(plugin, options, namedBy);
  };
  const judge = (plugins: readonly DiscoveredPlugin[]): readonly DiscoveredPlugin[] => {
    const requirements = new Requirements(plugins, reasonsOf(broken));
    const fit = plugins.filter((plugin) => {
      try {
        requirements.check(plugin);
        // A schema takes milliseconds to compile, so those that nothing asks for wait until the plugin is activated.
        if (given.has(plugin)) optionsOf(plugin);
        return true;
      } catch (cause) {
        const error = isFacetError(cause) ? namedIn(cause, plugin.namedBy) : cause;
        if (!tolerant) throw error;
        refuse(plugin.id, error, plugin);
        return false;
      }
    });
    // Without one of them, others may lack what they need.
    return fit.length === plugins.length ? fit : judge(fit);
  };
  return { plugins: judge(found), broken, schemas, optionsOf };
}

/** A bundled plugin that cannot be read leaves the others usable. */
async function findBundled(
  { bundled, apiVersion }: Request,
  refuse: Refuse,
): Promise<readonly DiscoveredPlugin[]> {
  const from = fileURLToPath(import.meta.url);
  const found: DiscoveredPlugin[] = [];
  for (const id of bundled) {
    try {
      found.push(await discoverPlugin({ spec: bundledPackage(id), from }, apiVersion, true));
    } catch (error) {
      refuse(id, error, { packageName: bundledPackage(id), bundled: true });
    }
  }
  return found;
}

function admit(plugin: DiscoveredPlugin, found: readonly DiscoveredPlugin[]): void {
  if (plugin.id === contentCheckId) throw contentCheckTaken(plugin);
  if (plugin.manifest.contributes?.checkers?.some(({ id }) => id === builtInChecker)) {
    throw contentCheckContributed(plugin, builtInChecker);
  }
  const other = found.find((known) => known.id === plugin.id);
  if (other) throw duplicatePlugin(other, plugin);
}

const incompatible = ['PLUGIN_TOO_NEW', 'PLUGIN_TOO_OLD', 'PLUGIN_REQUIRES_VERSION'] as const;

function brokenRecord(name: string, error: FacetErrorShape, known: Partial<PluginRecord> = {}): PluginRecord {
  const state: PluginState = incompatible.some((code) => isFacetError(error, code))
    ? 'incompatible'
    : 'failed';
  const { id = name, version = 'unknown', packageName = name, dir = '', bundled = false, manifest } = known;
  const record = { id, version, packageName, dir, bundled, state, reason: error.message };
  const { remedy } = error;
  return { ...record, ...(remedy !== undefined && { remedy }), ...(manifest && { manifest }) };
}

/** Why plugins cannot be used, by the ids they have or probably have. */
function reasonsOf(broken: readonly PluginRecord[]): ReadonlyMap<string, string> {
  return new Map(
    broken.flatMap(({ id, reason = '' }) => [
      [id, reason],
      [pluginIdOf(id.startsWith('@') ? id : path.basename(id), { manifest: 1 }), reason],
    ]),
  );
}
