/** The engine worker: the only thread that runs plugins, inference and kernels. */
import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './protocol.js';
import { serve } from './serve.js';

const port = parentPort;
if (!port) throw new Error('The engine worker must be started by the engine.');

const post = (message: FromWorker): void => port.postMessage(message);
const handle = serve(post);
port.on('message', (message: ToWorker) => void handle(message));
