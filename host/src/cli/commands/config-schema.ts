import { configJsonSchema } from '../../config/index.js';
import { mergeOptionSchemas } from '../../config/merge-option-schemas.js';
import { mergePluginOptions } from '../../config/merge-plugin-options.js';
import type { CommandContext } from '../command-context.js';
import { readProjectManifests } from './project-manifests.js';

/**
 * `facet config schema`: the JSON Schema of a config file, with and without `--json`. Wherever a provider is named it offers those of
 * the bundled plugins and of the config's own, with their options.
 */
export async function printSchema(context: CommandContext): Promise<number> {
  const { contributions, plugins } = await readProjectManifests(context);
  const schema = mergePluginOptions(mergeOptionSchemas(configJsonSchema(), contributions), plugins);
  context.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
  return 0;
}
