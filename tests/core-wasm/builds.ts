import { isFacetError } from '@facet/api';
import { createKernels, type ManagedKernels, type WasmBuild } from '@facet/core-wasm';

/** Kernels of every WebAssembly build this engine can run. Only engines without relaxed SIMD refuse a build, with a code. */
export async function everyBuild(): Promise<readonly ManagedKernels[]> {
  const kernels = [
    await createKernels('wasm', { build: 'simd' }),
    await createKernels('wasm', { build: 'debug' }),
  ];
  const relaxed = await createOrRefuse('relaxed-simd');
  return relaxed === undefined ? kernels : [...kernels, relaxed];
}

async function createOrRefuse(build: WasmBuild): Promise<ManagedKernels | undefined> {
  try {
    return await createKernels('wasm', { build });
  } catch (error) {
    if (isFacetError(error, 'KERNEL_ARGUMENT')) return undefined;
    throw error;
  }
}

/** The default WebAssembly kernels and the reference, for tables of tests. */
export async function bothBackends(): Promise<readonly (readonly [string, ManagedKernels])[]> {
  return [
    ['wasm', await createKernels('wasm')],
    ['reference', await createKernels('reference')],
  ];
}
