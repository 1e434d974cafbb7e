import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '../../config/index.js';
import type { CommandContext } from '../command-context.js';
import { FlagTree } from '../flag-tree.js';
import { wholeNumber } from '../parse-options.js';

export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly tokenFile?: string;
}

const details = `
It listens at 127.0.0.1 only, unless told otherwise; any address that others can reach needs a token, from --token-file
or the variable FACET_TOKEN. GET /docs describes every route. SIGTERM or Ctrl-C ends it after the running jobs.

Examples:
  $ facet serve
  $ facet serve --port 8080 --set server.concurrency=2
  $ FACET_TOKEN=$(openssl rand -hex 32) facet serve --host 0.0.0.0`;

export function serveCommand(): Command {
  return new Command('serve')
    .summary('answer requests over HTTP')
    .description("Answers FaceSwapLab's requests and those of its own API over HTTP.")
    .option('--host <address>', 'address to listen at (server.host)')
    .option('--port <port>', 'port to listen at, 0 for a free one (server.port)', wholeNumber)
    .option('--token-file <file>', 'file that holds the token requests must carry')
    .addHelpText('after', details);
}

/** Serves until it is interrupted. */
export async function performServe(context: CommandContext, options: ServeOptions): Promise<number> {
  const { terminal } = context;
  const flags = new FlagTree()
    .set('server.host', options.host, '--host')
    .set('server.port', options.port, '--port');
  const asked = await context.request(flags);
  // The token stays here: what jobs get ends up in other threads and in reports.
  const { FACET_TOKEN: variable, ...env } = asked.env ?? {};
  const request = { ...asked, env };
  const { config } = await loadConfig(request);
  const { readToken, serve } = await import('../../server/index.js');
  const file = options.tokenFile === undefined ? undefined : path.resolve(context.cwd, options.tokenFile);
  const token = await readToken(config.server.host, { file, variable });
  const { checkPlan, WarmEngine } = await import('../../engine/index.js');
  // The units are the requests'; everything else of the config is better found wrong now than by each of them.
  await checkPlan({ ...request, flags: { ...request.flags, units: [] } }, context.call);
  const { concurrency, idleMs } = config.server;
  const engine = new WarmEngine({ most: concurrency * config.engine.workers, idleMs });
  await serve(
    {
      engine,
      request,
      config,
      ...(token !== undefined && { token }),
      onFault: (error) =>
        terminal.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    },
    context.signal,
    (url) => {
      terminal.note(
        `Listening at ${url}, ${token === undefined ? 'for this machine only' : 'with a token'}.`,
      );
      terminal.document({ url });
    },
  ).finally(() => engine.dispose());
  return 0;
}
