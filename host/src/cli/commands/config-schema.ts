import { configJsonSchema } from '../../config/index.js';
import type { CommandContext } from '../command-context.js';

/** `facet config schema`: the JSON Schema of a config file, with and without `--json`. */
export function printSchema({ stdout }: CommandContext): number {
  stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
  return 0;
}
