import { fileURLToPath } from 'node:url';
import { apiVersion } from '@facet/api';
import { bundledPackage, bundledPlugins } from './bundled.js';
import type { ContributionRef } from './catalogue.js';
import { Catalogue } from './catalogue.js';
import { discoverPlugin } from './discover.js';
import type { DiscoveredPlugin, PluginSpec } from './discover.js';

/**
 * What the bundled plugins and these contribute, by their manifests alone.
 * @param failed Called with the error of each plugin that cannot be read; it is left out.
 */
export async function readContributions(
  specs: readonly PluginSpec[],
  failed: (error: unknown) => void,
): Promise<readonly ContributionRef[]> {
  const from = fileURLToPath(import.meta.url);
  const plugins: DiscoveredPlugin[] = [];
  for (const spec of [...bundledPlugins.map((id) => ({ spec: bundledPackage(id), from })), ...specs]) {
    try {
      const plugin = await discoverPlugin(spec, apiVersion);
      if (!plugins.some(({ id }) => id === plugin.id)) plugins.push(plugin);
    } catch (error) {
      failed(error);
    }
  }
  return new Catalogue(plugins, []).list();
}
