import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './protocol.js';

/** Where an engine runs. */
export interface Vessel {
  post(message: ToWorker): void;
  terminate(): Promise<unknown>;
}

export interface VesselEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** Called when it ends by itself; may be called twice. */
  readonly onEnd: (cause: unknown) => void;
}

/** On the calling thread. What an engine needs is loaded here only: otherwise inference and pictures stay out of that thread. */
export async function startInline({ onMessage }: VesselEvents): Promise<Vessel> {
  const { serve } = await import('./serve.js');
  const { handle } = serve(onMessage);
  return { post: (message) => void handle(message), terminate: () => Promise.resolve() };
}

/** In a thread of its own, whose JavaScript heap holds at most `memoryMb`. */
export function startThread({ onMessage, onEnd }: VesselEvents, memoryMb: number): Vessel {
  // The one option of Node that a worker with a file refuses, when the program itself came as a string.
  const execArgv = process.execArgv.filter((option) => !option.startsWith('--input-type'));
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    name: 'facet-engine',
    execArgv,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  worker.on('message', onMessage);
  worker.on('error', onEnd);
  worker.on('exit', (code) => onEnd(new Error(`it exited with code ${code}`)));
  return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
}
