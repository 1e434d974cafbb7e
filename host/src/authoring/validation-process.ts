/*
 * Runs the code of a plugin for `facet plugin validate`: `node validation-process.js <folder>`, with a channel to its parent.
 */
import process from 'node:process';
import { checkContributions } from './check-contributions.js';
import type { ValidationMessage } from './checks.js';

const send = (message: ValidationMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send!(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });

const [dir = '.'] = process.argv.slice(2);
await checkContributions(dir, send);
await send({ type: 'end' });
process.disconnect();
// A timer or socket that the plugin left open must not keep the process alive.
process.exit(0);
