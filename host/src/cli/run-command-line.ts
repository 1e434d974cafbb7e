import { CommanderError } from 'commander';
import { arrangeArguments } from './arrange-arguments.js';
import type { CliIo } from './command-context.js';
import { reportFailure } from './failure.js';
import { createProgram } from './program.js';
import { Terminal } from './terminal.js';

/**
 * Runs a command line.
 * @param args The arguments after the program's name.
 * @returns The exit code: 0 done, 1 failed, 2 bad usage or config, 3 refused, 4 no face matched, 130 interrupted.
 */
export async function runCommandLine(args: readonly string[], io: CliIo): Promise<number> {
  let exitCode = 0;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  const output = {
    writeOut: (text: string) => void io.stdout.write(text),
    writeErr: (text: string) => void io.stderr.write(text),
    outputError: () => undefined,
    getOutHelpWidth: () => io.stdout.columns ?? 100,
    getErrHelpWidth: () => io.stderr.columns ?? 100,
  };
  for (const command of [program, ...program.commands.flatMap((child) => [child, ...child.commands])]) {
    command.configureOutput(output);
  }
  if (args.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync([...arrangeArguments(args)], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // Options may not have been read yet, so those that shape messages are looked for here.
    const options = { json: args.includes('--json'), color: !args.includes('--no-color') };
    return reportFailure(error, new Terminal(io.stdout, io.stderr, options, io.env), io.env);
  }
}
