import { isFacetError } from '@facet/api';
import { configJsonSchema, loadConfig } from '../../config/index.js';
import { mergeOptionSchemas } from '../../config/merge-option-schemas.js';
import { mergePluginOptions } from '../../config/merge-plugin-options.js';
import type { CommandContext } from '../command-context.js';

/**
 * `facet config schema`: the JSON Schema of a config file, with and without `--json`. Wherever a provider is named it offers those of
 * the bundled plugins and of the config's own, with their options. What cannot be read is left out with a warning: an editor
 * needs a schema most while the config is wrong.
 */
export async function printSchema(context: CommandContext): Promise<number> {
  // Reading manifests takes a schema compiler, which other commands need not wait for.
  const { readManifests } = await import('../../plugins/read-manifests.js');
  const warn = (error: unknown): void => {
    if (!isFacetError(error)) throw error;
    context.terminal.diagnostic({ level: 'warning', code: error.code, message: error.message });
  };
  const specs = await context
    .request()
    .then(loadConfig)
    .then(
      ({ plugins }) => plugins,
      (error: unknown) => {
        warn(error);
        return [];
      },
    );
  const { contributions, plugins } = await readManifests(specs, warn);
  const schema = mergePluginOptions(mergeOptionSchemas(configJsonSchema(), contributions), plugins);
  context.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
  return 0;
}
