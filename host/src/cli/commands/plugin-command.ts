import type { CommandContext } from '../command-context.js';

/** `facet x <plugin>/<command>`: a command that a plugin brings, with arguments of its own. */
export async function runPluginCommand(
  context: CommandContext,
  name: string,
  args: readonly string[],
): Promise<number> {
  const engine = await context.engine();
  const lines: string[] = [];
  const print = (line: string): void => {
    lines.push(line);
    context.terminal.line(line);
  };
  const exitCode = await engine.runPluginCommand(
    { config: await context.request(), name, args },
    { ...context.call, print },
  );
  context.terminal.document({ command: name, exitCode, lines });
  return exitCode;
}
