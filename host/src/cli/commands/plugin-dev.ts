import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Trial } from '../../authoring/dev/try-plugin.js';
import type { CommandContext } from '../command-context.js';
import { printFailure } from '../failure.js';

export interface DevOptions {
  readonly source?: readonly string[];
  readonly target?: readonly string[];
  readonly out?: string;
  readonly once?: boolean;
}

/** Portraits that come with Facet. The face stands in the same place in both. */
const sample = (name: string): string => fileURLToPath(new URL(`../../../samples/${name}`, import.meta.url));

/**
 * `facet plugin dev`: builds the plugin, swaps a sample with it, writes the face after every stage and a page that shows them,
 * and does it again on every change until it is interrupted.
 */
export async function devPlugin(
  context: CommandContext,
  folder: string,
  { source, target, out = '.facet-dev', once = false }: DevOptions,
): Promise<number> {
  const { terminal, cwd, env, signal, options } = context;
  const { tryPlugin } = await import('../../authoring/dev/try-plugin.js');
  const { watchFolder } = await import('../../authoring/dev/watch-folder.js');
  const dir = path.resolve(cwd, folder);
  const at = (file: string): string => path.resolve(cwd, file);
  const pictures = {
    sources: source?.map(at) ?? [sample('collins.jpg')],
    targets: target?.map(at) ?? [sample('grace_hopper.jpg')],
    out: path.resolve(dir, out),
  };
  const engine = await context.engine();
  const call = { dir, env, signal, onOutput: (text: string) => terminal.note(text.trimEnd()) };
  const turn = (): Promise<Trial> =>
    tryPlugin({
      call,
      pictures,
      set: [
        ...(options.device === undefined ? [] : [`device=${options.device}`]),
        ...(options.kernels === undefined ? [] : [`kernels=${options.kernels}`]),
        ...(options.set ?? []),
      ],
      run: (config) =>
        engine.runJob(
          { config },
          {
            signal,
            onEvent: (event) => {
              if (event.type === 'diagnostic') terminal.diagnostic(event);
            },
          },
        ),
    });
  if (once) {
    const trial = await turn();
    say(trial, context);
    terminal.document(trial);
    return trial.failure || trial.targets.some(({ outcome }) => outcome !== 'written') ? 1 : 0;
  }
  // What a build writes must not start the next one.
  const watcher = watchFolder(dir, ['dist', path.relative(dir, pictures.out)], signal);
  try {
    while (!signal.aborted) {
      say(await turn(), context);
      terminal.note(`Watching ${path.relative(cwd, dir) || 'this folder'}; press Ctrl-C to end.`);
      const files = await watcher.next();
      if (files.length > 0) terminal.note(`\nChanged: ${files.join(', ')}`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    watcher.close();
  }
  return 0;
}

function say({ plugin, failure, targets, apart, sheet }: Trial, { terminal, cwd }: CommandContext): void {
  const short = (file: string): string => path.relative(cwd, file);
  if (failure) printFailure(failure, terminal);
  for (const { path: file, outcome, error, warnings, pictures } of targets) {
    terminal.note(`${plugin}: ${path.basename(file)} ${outcome}`);
    if (error) printFailure(error, terminal);
    for (const message of warnings) terminal.diagnostic({ level: 'warning', code: 'TARGET', message });
    for (const picture of pictures) terminal.line(`  ${short(picture)}`);
  }
  if (apart.length > 0) {
    terminal.note(`A swap does not run ${apart.join(', ')}: the package's tests do.`);
  }
  terminal.line(`Look at ${short(sheet)}`);
}
