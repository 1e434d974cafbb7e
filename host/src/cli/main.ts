import { askPerson } from './ask-person.js';
import { interruptible } from './interrupt.js';
import { loadEngine } from './load-engine.js';
import { runCommandLine } from './run-command-line.js';

/** A reader that went away (`facet … | head`) is no failure; anything else is. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  signal: interruptible(process),
  engine: loadEngine,
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askPerson }),
});
