import { setTimeout } from 'node:timers/promises';

/*
 * Ending a thread while the runtime works on it ends the whole process: the runtime finds no JavaScript to return to, and aborts.
 * So the thread says on shared memory when it is inside, and whoever ends it waits until it is not.
 */

/** Where the memory says how many calls are inside, and that none may go in any more. */
const [inside, closed] = [0, 1];
/** How often to look whether the last call has come out, in milliseconds. */
const interval = 10;

/** Memory that a thread and those who may end it share. */
export type NativeGate = Int32Array<SharedArrayBuffer>;

let own: NativeGate | undefined;

export function createNativeGate(): NativeGate {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Tells this thread which memory is its own. Without one its calls are not counted. */
export function useNativeGate(gate: NativeGate): void {
  own = gate;
}

/**
 * Makes a call into the runtime.
 * @throws Error when the thread is being ended, besides what the call throws.
 */
export async function callNative<T>(call: () => Promise<T>): Promise<T> {
  const gate = own;
  if (!gate) return call();
  Atomics.add(gate, inside, 1);
  try {
    if (Atomics.load(gate, closed) === 1) throw new Error('This engine is being ended.');
    return await call();
  } finally {
    Atomics.sub(gate, inside, 1);
  }
}

/** Lets no further call in, and waits until those inside have come out; then the thread may be ended. */
export async function closeNativeGate(gate: NativeGate): Promise<void> {
  Atomics.store(gate, closed, 1);
  while (Atomics.load(gate, inside) > 0) await setTimeout(interval);
}
