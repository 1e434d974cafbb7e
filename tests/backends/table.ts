import type { Rect } from '@facet/api';

/*
 * What must hold whichever backend does the work: one row for each thing that is exchanged. Tolerances are measured and rounded towards leniency;
 * `docs/backends.md` shows them.
 */

/** Where the one face of each portrait lies, in pixels (the mean of the detectors), and how much of the box each must share. */
export const portraits: readonly { readonly file: string; readonly box: Rect }[] = [
  { file: 'astronaut.png', box: { x: 175, y: 73, width: 98, height: 104 } },
  { file: 'grace_hopper.jpg', box: { x: 169, y: 133, width: 192, height: 199 } },
  { file: 'mona_lisa.jpg', box: { x: 263, y: 178, width: 198, height: 223 } },
];
export const leastOverlap = 0.6;

export const detectors = ['blazeface', 'ssd', 'studio/crowd'];

/** Kernels that must give the same swap as `wasm`. */
export const kernels = ['reference', 'studio/timed', 'swift/swift'];
/** Least PSNR of the same swap by other kernels, in decibels. */
export const kernelPsnr = 50;

/** Least PSNR of the same swap on another device, in decibels. */
export const devicePsnr = 45;

export const swappers = ['mesh', 'overlay/overlay'];

export const upscalers = ['lanczos', 'bicubic', 'nearest', 'slim-x2', 'twice/twice'];
/** Least PSNR of an enlarged result, brought back to its size, to the result that was not enlarged. */
export const upscalerPsnr = 32;

export const restorers = ['studio/smooth', 'crisp/crisp'];
/** Least PSNR of the picture with a restored face to the one without: a restorer repairs and does not replace. */
export const restorerPsnr = 40;
