import { Command, Option } from 'commander';
import { FlagTree } from '../flag-tree.js';
import { number } from '../parse-options.js';
import type { RunOptions } from './run-options.js';
import { addRunOptions, setRunFlags } from './run-options.js';

/** Options that reach every unit of the config, and what follows the swaps. */
export interface ConfigRunOptions extends RunOptions {
  readonly swapper?: string;
  readonly restorer?: string;
  readonly upscaler?: string;
  readonly scale?: number;
}

const examples = `
Examples:
  $ facet config init && facet run           does what the new config file says
  $ facet run holiday/*.jpg -o swapped/      the config's swaps on other pictures
  $ facet run --preset quality --overwrite`;

export function runCommand(): Command {
  const command = new Command('run')
    .summary('do what the config file says')
    .description('Runs the swaps of the config file on its targets, or on the ones named here.')
    .argument('[targets...]', 'pictures, folders or globs instead of those in the config')
    .addOption(new Option('--swapper <name>', 'what puts faces on, in every unit'))
    .addOption(new Option('--restorer <name>', 'what repairs swapped faces, in every unit'))
    .addOption(new Option('--upscaler <name>', 'what enlarges the whole picture afterwards'))
    .addOption(new Option('--scale <factor>', 'how much, up to 10; 2 by default').argParser(number));
  return addRunOptions(command).addHelpText('after', examples);
}

export function runFlags(targets: readonly string[], options: ConfigRunOptions): FlagTree {
  return setRunFlags(new FlagTree(), targets, options)
    .set('unitDefaults.swapper', options.swapper, '--swapper')
    .set('unitDefaults.restorer', options.restorer, '--restorer')
    .set('postprocess.upscaler.use', options.upscaler, '--upscaler')
    .set('postprocess.upscaler.scale', options.scale, '--scale');
}
