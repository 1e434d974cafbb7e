import { argumentError } from './errors.js';
import { Arena } from './arena.js';
import { CheckedKernels } from './checked-kernels.js';
import type { KernelsOptions, ManagedKernels } from './managed-kernels.js';
import { referenceBackend } from './reference/backend.js';
import { wasmBackend } from './wasm/backend.js';
import { instantiate } from './wasm/load.js';
import { webAssembly } from './web-assembly.js';

const defaultMaximumBytes = 2 * 1024 ** 3;
const addressableBytes = 4 * 1024 ** 3 - 65_536;

/**
 * Kernels with a memory of their own.
 * @param backend `wasm` is what runs; `reference` does the same in plain TypeScript, for tests and for reading.
 * @throws FacetError `KERNEL_LOAD` when the WebAssembly file is missing, `KERNEL_ARGUMENT` for an unknown backend or option.
 */
export async function createKernels(
  backend: 'wasm' | 'reference',
  options: KernelsOptions = {},
): Promise<ManagedKernels> {
  const maximumBytes = options.maximumBytes ?? defaultMaximumBytes;
  if (!(maximumBytes > 0 && maximumBytes <= addressableBytes + 65_536)) {
    throw argumentError('createKernels', 'maximumBytes', 'a size up to 4 GiB', String(maximumBytes));
  }
  const limit = Math.min(maximumBytes, addressableBytes);
  switch (backend) {
    case 'reference': {
      const arena = new Arena(new webAssembly.Memory({ initial: 1 }), 0, limit);
      return new CheckedKernels(referenceBackend(arena), arena);
    }
    case 'wasm': {
      const { exports, build } = await instantiate(options.build);
      const arena = new Arena(exports.memory, exports.heapBase(), limit);
      return new CheckedKernels(wasmBackend(exports, arena), arena, build);
    }
    default:
      throw argumentError('createKernels', 'backend', 'wasm or reference', backend);
  }
}
