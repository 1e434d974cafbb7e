/** The engine worker: the only thread that runs plugins, inference and kernels. */
import { syncBuiltinESMExports } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { pluginExit } from '../errors/plugins.js';
import { useNativeGate } from '../inference/native-calls.js';
import { ownTempFiles } from '../media/temp-files.js';
import { currentActivity } from '../plugins/index.js';
import { writeFrame } from './pipe.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { serve } from './serve.js';
import type { EngineThreadData } from './vessel.js';

const port = parentPort;
if (!port) throw new Error('The engine worker must be started by the engine.');

const { tempOwner, gate, pipe } = workerData as EngineThreadData;
ownTempFiles(tempOwner);
useNativeGate(gate);

const post = (message: FromWorker): void =>
  pipe === undefined ? port.postMessage(message, carriedBy(message)) : writeFrame(pipe, message);

/** Memory that goes over to whoever gets a message, where a copy of it would cost. */
function carriedBy(message: FromWorker): ArrayBuffer[] {
  if (message.type !== 'write-out') return [];
  const { buffer, byteLength } = message.file.pixels.data;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
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
