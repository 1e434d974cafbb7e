import type { KernelOperations, KernelSetup, Surface } from '@facet/api';
import type { Arena } from './arena.js';
import { argumentError } from './errors.js';
import { referenceBackend } from './reference/backend.js';

/** What other operations on this arena are made from; `close` ends the taking of memory that lasts. */
export function setUp(
  wasm: KernelOperations,
  arena: Arena,
): { readonly setup: KernelSetup; readonly close: () => void } {
  let open = true;
  const setup: KernelSetup = {
    memory: arena.memory,
    wasm: { ...wasm },
    reference: referenceBackend(arena),
    allocate: (bytes) => {
      checkBytes('allocate', bytes);
      if (open) return arena.allocate(bytes);
      throw argumentError('allocate', 'bytes', 'a call while open() runs', 'a later one');
    },
    scratch: (bytes) => {
      checkBytes('scratch', bytes);
      return arena.scratch(bytes);
    },
    bytes: ({ pointer, width, height }: Surface, channels) => arena.bytes(pointer, width * height * channels),
    floats: ({ pointer, length }) => arena.floats(pointer, length),
  };
  return {
    setup: Object.freeze(setup),
    close: () => {
      open = false;
    },
  };
}

function checkBytes(operation: string, bytes: number): void {
  if (Number.isInteger(bytes) && bytes >= 0) return;
  throw argumentError(operation, 'bytes', 'a whole number from 0', String(bytes));
}
