import path from 'node:path';
import { stringify } from 'yaml';
import { formatOrigin, loadConfig, originOf } from '../../config/index.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';

/** `facet config print`: the config as it holds, or where each value comes from. */
export async function printConfig(
  context: CommandContext,
  { showOrigin = false, target }: { readonly showOrigin?: boolean; readonly target?: string },
): Promise<number> {
  const { terminal, cwd } = context;
  const loaded = await loadConfig(await context.request());
  const view = target === undefined ? loaded : loaded.viewOf(path.resolve(cwd, target));
  const file = loaded.file === undefined ? {} : { file: loaded.file };
  if (!showOrigin) {
    terminal.line(stringify(view.config).trimEnd());
    terminal.document({ ...file, config: view.config });
    return 0;
  }
  const origins = leavesOf(view.config).map(([leaf, value]) => ({
    path: leaf,
    value,
    origin: originOf(view.origins, leaf),
  }));
  const rows = origins.map(({ path: leaf, value, origin }) => [
    leaf,
    JSON.stringify(value),
    formatOrigin(origin, cwd),
  ]);
  for (const line of table(rows)) terminal.line(line);
  terminal.document({
    ...file,
    config: view.config,
    origins: Object.fromEntries(origins.map(({ path: leaf, origin }) => [leaf, origin])),
  });
  return 0;
}

function leavesOf(value: unknown, parents: readonly string[] = []): readonly (readonly [string, unknown])[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (children.length === 0) return value === undefined ? [] : [[parents.join('.'), value]];
  return children.flatMap(([key, child]) => leavesOf(child, [...parents, key]));
}
