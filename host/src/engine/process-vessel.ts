import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FromWorker } from './protocol.js';
import { FrameReader } from './pipe.js';
import type { Vessel, VesselEvents, VesselSettings } from './vessel.js';

/** Where the child finds the pipe it answers into: after its streams and the channel of `fork`. */
export const pipeFd = 4;

/** The last message of a process whose engine thread has ended. */
export interface EngineEnded {
  readonly type: 'ended';
  readonly message: string;
  /** Node's code, such as `ERR_WORKER_OUT_OF_MEMORY`. */
  readonly code?: string;
}

/**
 * In a process of its own, which native code can bring down without this one. The engine is a thread there too, so everything
 * short of a crash is as in {@link startThread}; the thread beside it notices when this process is gone.
 */
export function startProcess(settings: VesselSettings, { onMessage, onEnd }: VesselEvents): Vessel {
  const child = fork(fileURLToPath(new URL('./engine-process.js', import.meta.url)), {
    // A debugger listens in this process already.
    execArgv: process.execArgv.filter((option) => !/^--(input-type|inspect)/.test(option)),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    serialization: 'advanced',
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const frames = new FrameReader((frame) => {
    const message = frame as FromWorker | EngineEnded;
    if (message.type === 'ended') onEnd(message);
    else onMessage(message);
  });
  const pipe = child.stdio[pipeFd] as Readable;
  pipe.on('data', (piece: Buffer) => frames.add(piece));
  // It breaks with its process, whose end says so.
  pipe.on('error', () => undefined);
  child.once('error', onEnd);
  // Unlike "exit", "close" comes after everything the process has said.
  child.once('close', (code, signal) => onEnd(new Error(howItEnded(code, signal))));
  child.send(settings);
  return {
    // One that has just ended is reported by "close".
    post: (message) => child.connected && child.send(message, () => undefined),
    terminate: async () => {
      if (child.pid === undefined) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const howItEnded = (code: number | null, signal: string | null): string =>
  signal === null
    ? `its process exited with code ${code}`
    : `its process was ended by ${signal}${crashes[signal] ?? ''}`;

/** Signals that a fault in native code raises. */
const crashes: Readonly<Record<string, string>> = {
  SIGSEGV: ', a crash of native code',
  SIGBUS: ', a crash of native code',
  SIGILL: ', a crash of native code',
  SIGFPE: ', a crash of native code',
  SIGABRT: ', native code that gave up',
};
