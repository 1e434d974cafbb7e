import path from 'node:path';
import { Command, Option } from 'commander';
import { readPairs } from '../../report/pairs.js';
import type { QualityReport } from '../../report/records.js';
import type { CommandContext } from '../command-context.js';
import { FlagTree } from '../flag-tree.js';
import { Progress } from '../progress.js';
import { table } from '../table.js';

export interface ReportOptions {
  readonly pairs: string;
  readonly output: string;
  readonly preset?: string;
  readonly overwrite?: boolean;
}

const examples = `
Examples:
  $ facet report --pairs portraits/                          every picture onto every other
  $ facet report --pairs pairs.json -o judged/ --overwrite
  $ facet report --pairs pairs.json --set unitDefaults.swapper=my-plugin/swapper

The first unit of the config says how to swap; its faces are those of the pairs. docs/quality-report.md explains the figures.`;

export function reportCommand(): Command {
  return new Command('report')
    .summary('judge the quality of swaps')
    .description(
      'Swaps pairs of pictures with the configured pipeline and writes a page and a JSON file that judge the results: identity, seams, mesh, sharpness, time.',
    )
    .addOption(
      new Option(
        '--pairs <file or folder>',
        'a JSON list of sources and targets, or a folder of pictures',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option('-o, --output <folder>', 'where the report and the results go').default('quality-report'),
    )
    .addOption(new Option('--preset <name>', 'fast, balanced, quality, or a config file'))
    .addOption(new Option('--overwrite', 'replace an older report in the folder'))
    .addHelpText('after', examples);
}

/** `facet report`: the exit code is 1 when not every pair could be swapped. */
export async function runReport(context: CommandContext, options: ReportOptions): Promise<number> {
  const { terminal, cwd } = context;
  const pairs = await readPairs(path.resolve(cwd, options.pairs));
  const engine = await context.engine();
  const progress = new Progress(terminal);
  progress.update('Loading plugins and models');
  try {
    const { report, page, json } = await engine.writeQualityReport(
      {
        config: await context.request(new FlagTree().set('extends', options.preset, '--preset')),
        pairs,
        folder: path.resolve(cwd, options.output),
        overwrite: options.overwrite === true,
      },
      {
        ...context.call,
        onProgress: ({ index, count, name }) => progress.update(`[${index + 1}/${count}] ${name}`),
      },
    );
    progress.end();
    for (const { name, outcome, error } of report.pairs) {
      if (outcome === 'written') continue;
      terminal.error(`${terminal.errorColors.yellow(outcome)}  ${name}${error ? `: ${error.message}` : ''}`);
    }
    for (const line of table(figureRows(report))) terminal.line(line);
    terminal.note(`${terminal.colors.green('written')}  ${page}`);
    terminal.note(`${terminal.colors.green('written')}  ${json}`);
    terminal.document(report);
    return report.summary.swapped === report.summary.pairs ? 0 : 1;
  } finally {
    progress.end();
  }
}

function figureRows({ summary }: QualityReport): readonly (readonly string[])[] {
  const { identity, figures } = summary;
  const middle = (name: keyof typeof figures, digits = 2): string =>
    figures[name]?.median.toFixed(digits) ?? '-';
  return [
    ['swapped', `${summary.swapped} of ${summary.pairs}`],
    ...identity.map((one) => [
      one.recognizer,
      `similarity to source ${one.similarityToSource.median.toFixed(2)}, distance ${one.distanceToSource.median.toFixed(2)}, nearer the source ${(100 * one.nearerSource).toFixed(0)} %`,
    ]),
    ['mesh error', `${middle('meshErrorPercent')} %`],
    ['seam', `n ${middle('seamN')}, w ${middle('seamW')}`],
    ['sharpness', middle('sharpness')],
    ['time', `${middle('ms', 0)} ms`],
  ];
}
