/** The engine worker: the only thread that runs plugins, inference and kernels. */
import { syncBuiltinESMExports } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { pluginExit } from '../errors/plugins.js';
import { currentActivity } from '../plugins/index.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { serve } from './serve.js';

const port = parentPort;
if (!port) throw new Error('The engine worker must be started by the engine.');

const post = (message: FromWorker): void => port.postMessage(message);
const { handle, stray } = serve(post);

process.on('unhandledRejection', (cause) => stray(currentActivity(), 'rejection', cause));
process.on('uncaughtException', (cause) => stray(currentActivity(), 'exception', cause));

const exit = process.exit.bind(process);
process.exit = (code) => {
  const activity = currentActivity();
  if (activity?.plugin) throw pluginExit(activity, String(code ?? ''));
  return exit(code);
};
// For those who import { exit } from 'node:process'.
syncBuiltinESMExports();

port.on('message', (message: ToWorker) => void handle(message));
