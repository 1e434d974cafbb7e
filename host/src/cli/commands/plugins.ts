import path from 'node:path';
import type { CommandContext } from '../command-context.js';
import type { PluginInfo } from '../engine-port.js';
import { table } from '../table.js';

export interface ListOptions {
  readonly hooks?: boolean;
  readonly activate?: boolean;
}

/**
 * `facet plugins list`: every plugin the config knows with its state, or who taps which hook. What a run would activate is
 * activated for it, so that a plugin which fails then shows here already.
 */
export async function listPlugins(
  context: CommandContext,
  { hooks = false, activate = false }: ListOptions,
): Promise<number> {
  const { terminal } = context;
  const engine = await context.engine();
  const request = await context.request();
  const found = await engine.inspect(request, context.call, activate ? 'all' : 'used');
  if (hooks) {
    const taps = found.hooks;
    if (taps.length === 0) terminal.line('No plugin taps a hook.');
    const wishes = (word: string, ids: readonly string[]): string =>
      ids.length === 0 ? '' : `${word} ${ids.join(', ')}`;
    const rows = taps.map(({ hook, plugin, stage, before, after }) => [
      hook,
      plugin,
      stage,
      [wishes('before', before), wishes('after', after)].filter((wish) => wish !== '').join('; '),
    ]);
    for (const line of table(rows)) terminal.line(line.trimEnd());
    terminal.document({ hooks: taps });
    return 0;
  }
  for (const plugin of found.plugins) {
    const { id, version, reason, remedy, contributions } = plugin;
    terminal.line(`${terminal.colors.bold(id)} ${version}  (${describeState(plugin)})`);
    if (reason !== undefined) terminal.line(`  ${terminal.colors.red(reason)}`);
    if (remedy !== undefined) terminal.line(`  what to do: ${remedy}`);
    const rows = contributions.map(({ kind, id: name, title }) => [`  ${kind}`, `${id}/${name}`, title]);
    for (const line of table(rows)) terminal.line(line);
  }
  terminal.document({ plugins: found.plugins });
  return 0;
}

/** `bundled, active after 12 ms`, `failed`, `not activated`. */
function describeState({ bundled, state, activationMs }: PluginInfo): string {
  const words = state === 'known' ? 'not activated' : state;
  const time = activationMs === undefined ? '' : ` after ${Math.round(activationMs)} ms`;
  return `${bundled ? 'bundled, ' : ''}${words}${time}`;
}

/** `facet plugins lock`: records the versions and hashes of the config's plugins for `--frozen`. */
export async function lockPlugins(context: CommandContext): Promise<number> {
  const { terminal, cwd } = context;
  const engine = await context.engine();
  const result = await engine.lockPlugins(await context.request(), context.call);
  const rows = Object.entries(result.plugins).map(([name, { id, version }]) => [name, id, version]);
  for (const line of table(rows)) terminal.line(line);
  terminal.note(`Wrote ${path.relative(cwd, result.file)}.`);
  terminal.document(result);
  return 0;
}
