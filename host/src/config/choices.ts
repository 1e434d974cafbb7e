import type { Device, FaceOrder, InpaintWhen } from '@facet/api';
import type { Isolation } from './types.js';

export const devices = [
  'auto',
  'cuda',
  'webgpu',
  'coreml',
  'dml',
  'cpu',
] as const satisfies readonly Device[];
export const faceOrders = ['x', 'reading', 'size', 'score'] as const satisfies readonly FaceOrder[];
/** The host's own kernels; plugins bring others. */
export const kernelBackends = ['wasm', 'reference'] as const;
export const inpaintTimes = [
  'never',
  'before-upscaling',
  'after-upscaling',
  'after-all',
] as const satisfies readonly InpaintWhen[];
export const isolations = ['thread', 'process'] as const satisfies readonly Isolation[];
