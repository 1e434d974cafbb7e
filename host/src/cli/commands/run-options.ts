import { Command, Option } from 'commander';
import type { FlagTree } from '../flag-tree.js';
import { number, positions } from '../parse-options.js';

/** Options `swap` and `run` share. */
export interface RunOptions {
  readonly output?: string;
  readonly preset?: string;
  readonly detector?: string;
  readonly quality?: number;
  readonly rotations?: readonly number[];
  readonly overwrite?: boolean;
  readonly continue?: boolean;
  readonly keepOriginal?: boolean;
  readonly report?: string;
  readonly inspect?: string;
}

export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-o, --output <path>',
        'where results go: a file, a folder (with a slash at its end), or a template with {name}, {ext}, {index}, {dir}, {source}, {unit}',
      ),
    )
    .addOption(
      new Option(
        '--preset <name>',
        'fast, balanced, quality, or a config file; wins over what the config file says',
      ),
    )
    .addOption(new Option('--detector <name>', 'what finds faces'))
    .addOption(
      new Option(
        '--quality <1..100>',
        "quality of the output; by default the input's own, and 80 for AVIF",
      ).argParser(number),
    )
    .addOption(
      new Option(
        '--rotations <list>',
        'clockwise turns in which faces are looked for, such as 0,90,180,270',
      ).argParser(positions),
    )
    .addOption(new Option('--overwrite', 'replace files that exist'))
    .addOption(new Option('--continue', 'skip targets whose result is there already'))
    .addOption(new Option('--keep-original', 'copy every target that is changed beside its result'))
    .addOption(new Option('--report <file>', 'write the run report there, as JSON'))
    .addOption(new Option('--inspect <folder>', 'write the face after every stage there, as pictures'));
}

export function setRunFlags(flags: FlagTree, targets: readonly string[], options: RunOptions): FlagTree {
  return flags
    .set('targets', targets.length === 0 ? undefined : [...targets], 'the target arguments')
    .set('output', options.output, '--output')
    .set('extends', options.preset, '--preset')
    .set('detector', options.detector, '--detector')
    .set('image.quality', options.quality, '--quality')
    .set('detect.rotations', options.rotations, '--rotations')
    .set('overwrite', options.overwrite, '--overwrite')
    .set('continue', options.continue, '--continue')
    .set('keepOriginal', options.keepOriginal, '--keep-original')
    .set('report', options.report, '--report')
    .set('inspect', options.inspect, '--inspect');
}
