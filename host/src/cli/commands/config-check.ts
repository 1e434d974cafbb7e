import path from 'node:path';
import { loadConfig } from '../../config/index.js';
import type { CommandContext } from '../command-context.js';

/** `facet config check`: the file, the providers it names and their options, without running anything. */
export async function checkConfig(context: CommandContext): Promise<number> {
  const { terminal, cwd } = context;
  const { file } = await loadConfig(await context.request());
  const engine = await context.engine();
  await engine.checkPlan(await context.request(), context.call);
  terminal.note(
    file === undefined
      ? 'There is no config file; the defaults hold.'
      : `${path.relative(cwd, file)} is right.`,
  );
  terminal.document({ ok: true, ...(file !== undefined && { file }) });
  return 0;
}
