export { createKernels } from './create-kernels.js';
export { kernelCodes } from './errors.js';
export type { KernelsOptions, ManagedKernels, WasmBuild } from './managed-kernels.js';
