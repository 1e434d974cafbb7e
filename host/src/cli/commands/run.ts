import { Command } from 'commander';
import { addRunOptions } from './run-options.js';

const examples = `
Examples:
  $ facet config init && facet run           does what the new config file says
  $ facet run holiday/*.jpg -o swapped/      the config's swaps on other pictures
  $ facet run --preset quality --overwrite`;

export function runCommand(): Command {
  const command = new Command('run')
    .summary('do what the config file says')
    .description('Runs the swaps of the config file on its targets, or on the ones named here.')
    .argument('[targets...]', 'pictures, folders or globs instead of those in the config');
  return addRunOptions(command).addHelpText('after', examples);
}
