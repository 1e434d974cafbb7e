import { Worker } from 'node:worker_threads';
import type { Isolation } from '../config/types.js';
import { closeNativeGate, createNativeGate, type NativeGate } from '../inference/native-calls.js';
import type { FromWorker, ToWorker } from './protocol.js';

/** Where an engine runs. */
export interface Vessel {
  post(message: ToWorker): void;
  terminate(): Promise<unknown>;
}

/** On the calling thread, for debuggers and tests; in a thread; or in a process of its own. */
export type VesselKind = 'inline' | Isolation;

export interface VesselSettings {
  /** Limit of its JavaScript heap. */
  readonly memoryMb: number;
  /** In the names of the temporary files it makes, so that they are known for its own when it is lost. */
  readonly tempOwner: string;
}

export interface VesselEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** Called when it ends by itself; may be called twice. */
  readonly onEnd: (cause: unknown) => void;
}

/** What the thread of an engine is started with. */
export interface EngineThreadData {
  readonly tempOwner: string;
  /** Says when it must not be ended. */
  readonly gate: NativeGate;
  /** The pipe its messages go into, where they do not go to the thread that started it. */
  readonly pipe?: number;
}

/** On the calling thread. What an engine needs is loaded here only: otherwise inference and pictures stay out of that thread. */
export async function startInline({ onMessage }: VesselEvents): Promise<Vessel> {
  const { serve } = await import('./serve.js');
  const { handle } = serve(onMessage);
  return { post: (message) => void handle(message), terminate: () => Promise.resolve() };
}

/** In a thread of its own. It is ended at once, unless it is inside of the inference runtime: then as soon as it comes out. */
export function startThread(settings: VesselSettings, { onMessage, onEnd }: VesselEvents): Vessel {
  const gate = createNativeGate();
  const worker = createEngineThread(settings, gate);
  worker.on('message', onMessage);
  worker.on('error', onEnd);
  worker.on('exit', (code) => onEnd(new Error(`it exited with code ${code}`)));
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      await closeNativeGate(gate);
      await worker.terminate();
    },
  };
}

/** The thread an engine runs in, wherever that is. */
export function createEngineThread(
  { memoryMb, tempOwner }: VesselSettings,
  gate: NativeGate,
  pipe?: number,
): Worker {
  // The one option of Node that a worker with a file refuses, when the program itself came as a string.
  const execArgv = process.execArgv.filter((option) => !option.startsWith('--input-type'));
  const workerData: EngineThreadData = { tempOwner, gate, ...(pipe !== undefined && { pipe }) };
  return new Worker(new URL('./worker.js', import.meta.url), {
    name: 'facet-engine',
    execArgv,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
}
