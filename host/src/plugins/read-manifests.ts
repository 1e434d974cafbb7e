import { fileURLToPath } from 'node:url';
import { apiVersion } from '@facet/api';
import type { PluginSchema } from '../config/merge-plugin-options.js';
import { bundledPackage, bundledPlugins } from './bundled.js';
import type { ContributionRef } from './catalogue.js';
import { Catalogue } from './catalogue.js';
import { discoverPlugin } from './discover.js';
import type { DiscoveredPlugin, PluginSpec } from './discover.js';

export interface ReadManifests {
  readonly contributions: readonly ContributionRef[];
  readonly plugins: readonly PluginSchema[];
}

/**
 * What the bundled plugins and these contribute and which options they take, by their manifests alone.
 * @param failed Called with the error of each plugin that cannot be read; it is left out.
 */
export async function readManifests(
  specs: readonly PluginSpec[],
  failed: (error: unknown) => void,
): Promise<ReadManifests> {
  const from = fileURLToPath(import.meta.url);
  const plugins: DiscoveredPlugin[] = [];
  const schemas = new Map<DiscoveredPlugin, PluginSchema>();
  for (const spec of [...bundledPlugins.map((id) => ({ spec: bundledPackage(id), from })), ...specs]) {
    try {
      const plugin = await discoverPlugin(spec, apiVersion);
      const same = plugins.find(({ id }) => id === plugin.id);
      if (!same) plugins.push(plugin);
      const { title, options } = plugin.manifest;
      const names = [plugin.packageName, ...(schemas.get(same ?? plugin)?.names ?? [])];
      if (typeof spec.spec === 'string') names.push(spec.spec);
      schemas.set(same ?? plugin, {
        names: [...new Set(names)],
        ...(title !== undefined && { title }),
        ...(options && { options }),
      });
    } catch (error) {
      failed(error);
    }
  }
  return { contributions: new Catalogue(plugins, []).list(), plugins: [...schemas.values()] };
}
