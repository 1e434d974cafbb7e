import { isFacetError } from '@facet/api';
import { CommanderError } from 'commander';
import { usage } from '../errors/config.js';
import { exitCodeOf } from '../errors/index.js';
import type { Failure } from './engine-port.js';
import type { Terminal } from './terminal.js';

/**
 * Says what went wrong, as a sentence with its code and what to do; the stack only with `FACET_DEBUG=1`.
 * @returns The exit code.
 */
export function reportFailure(
  error: unknown,
  terminal: Terminal,
  env: Readonly<Record<string, string | undefined>>,
): number {
  const failure = toFailure(error);
  printFailure(failure, terminal);
  terminal.document({ error: failure });
  const stack = error instanceof Error ? error.stack : undefined;
  if (env.FACET_DEBUG === '1' && stack !== undefined) terminal.error(stack);
  return exitCodeOf(failure.code);
}

export function printFailure({ code, message, remedy }: Failure, terminal: Terminal): void {
  terminal.error(`${terminal.errorColors.red('error')} ${code}: ${message}`);
  for (const line of remedy?.split('\n') ?? []) if (line !== '') terminal.error(`  what to do: ${line}`);
}

function toFailure(error: unknown): Failure & { details?: Readonly<Record<string, unknown>> } {
  const known = error instanceof CommanderError ? usageOf(error) : error;
  if (isFacetError(known)) {
    const { code, message, remedy, details } = known;
    return { code, message, ...(remedy !== undefined && { remedy }), ...(details && { details }) };
  }
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'This is a fault of Facet. Run it again with FACET_DEBUG=1 and report what it prints.',
  };
}

/** Commander's message, such as "error: unknown option '--x'\n(Did you mean --y?)", as a sentence. */
function usageOf(error: CommanderError): Error {
  // A group of commands was named alone; its help has been printed.
  const said = error.code === 'commander.help' ? 'a command is missing' : error.message;
  const [first = '', hint] = said.replace(/^error: /, '').split('\n');
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const suggestion = hint === undefined ? '' : `${hint.replace(/^\((.*)\)$/, '$1')} `;
  return usage(
    /[.?!]$/.test(message) ? message : `${message}.`,
    `${suggestion}"facet --help" shows every command, "facet <command> --help" its options.`,
  );
}
