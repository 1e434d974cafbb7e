import type { Importer, PluginContext } from '@facet/api';
import plugin from '@facet/plugin-importers';

/** The importers that the bundled plugin registers, by id. */
export const importers: ReadonlyMap<string, Importer> = registered();

function registered(): ReadonlyMap<string, Importer> {
  const found = new Map<string, Importer>();
  const register = { importer: (id: string, provider: Importer) => found.set(id, provider) };
  plugin.activate({ register } as unknown as PluginContext);
  return found;
}
