import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';

/** `facet doctor`: a line for each thing a run stands on; the exit code is 1 when there is a problem. */
export async function doctor(context: CommandContext): Promise<number> {
  const { terminal } = context;
  const checks = await (await context.engine()).doctor(await context.request(), context.call);
  const lines = table(checks.map(({ state, name, detail }) => [state.padEnd(7), name, detail]));
  for (const [index, { state, remedy }] of checks.entries()) {
    const line = lines[index] ?? '';
    const color = state === 'ok' ? terminal.colors.green : terminal.colors.red;
    terminal.line(color(state) + line.slice(state.length));
    if (state === 'problem' && remedy !== undefined) terminal.line(`         what to do: ${remedy}`);
  }
  terminal.document({ checks });
  return checks.some(({ state }) => state === 'problem') ? 1 : 0;
}
