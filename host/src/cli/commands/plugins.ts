import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';

/** `facet plugins list`: every plugin the config knows, or who taps which hook. */
export async function listPlugins(
  context: CommandContext,
  { hooks = false }: { readonly hooks?: boolean },
): Promise<number> {
  const { terminal } = context;
  const { plugins, hooks: taps } = await (await context.engine()).inspect(context.request(), context.call);
  if (hooks) {
    if (taps.length === 0) terminal.line('No plugin taps a hook.');
    for (const line of table(taps.map(({ hook, plugin, stage }) => [hook, plugin, stage])))
      terminal.line(line);
    terminal.document({ hooks: taps });
    return 0;
  }
  for (const { id, version, state, reason, bundled, contributions } of plugins) {
    const flags = [bundled ? 'bundled' : '', state === 'failed' ? 'failed' : ''].filter(Boolean).join(', ');
    terminal.line(`${terminal.colors.bold(id)} ${version}${flags === '' ? '' : `  (${flags})`}`);
    if (reason !== undefined) terminal.line(`  ${terminal.colors.red(reason)}`);
    const rows = contributions.map(({ kind, id: name, title }) => [`  ${kind}`, `${id}/${name}`, title]);
    for (const line of table(rows)) terminal.line(line);
  }
  terminal.document({ plugins });
  return 0;
}
