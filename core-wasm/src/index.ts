export { createKernels } from './create-kernels.js';
export { kernelCodes } from './errors.js';
export type { KernelsOptions, ManagedKernels, OpenOperations, WasmBuild } from './managed-kernels.js';
