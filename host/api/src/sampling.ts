import { affineScale, composeAffine, type Affine } from './geometry.js';
import type { Image, Tensor, TensorSpec } from './image.js';
import type { Border, Kernels } from './kernels.js';

/** Largest side, in pixels, of the picture that is made on the way to a small tensor. */
const largestDetour = 2048;

/**
 * `kernels.warpToTensor` for a part of a frame that may be much larger than the model's input. A bilinear warp reads four
 * pixels whatever the reduction, so beyond a factor of two it skips most of the picture; here the part is first cut out at
 * a whole multiple of the input and averaged down.
 *
 * @param frameToInput From frame pixels to pixels of the model's input, both with the first pixel's centre at (0, 0).
 * @returns A new tensor of `[1, height, width, 3]` or `[1, 3, height, width]`, as `spec.layout` says.
 */
export function sampleToTensor(
  kernels: Kernels,
  frame: Image,
  frameToInput: Affine,
  spec: TensorSpec,
  border: Border,
): Tensor {
  const dims = spec.layout === 'hwc' ? [1, spec.height, spec.width, 3] : [1, 3, spec.height, spec.width];
  const tensor = kernels.createTensor(dims);
  const reduction = 1 / affineScale(frameToInput);
  const limit = Math.floor(largestDetour / Math.max(spec.width, spec.height));
  const multiple = Math.min(Math.round(reduction), limit);
  if (!(multiple >= 2)) {
    kernels.warpToTensor(frame, tensor, frameToInput, spec, border);
    return tensor;
  }
  const large = kernels.createImage(spec.width * multiple, spec.height * multiple);
  kernels.warpAffine(frame, large, composeAffine(frameToInput, enlargement(multiple)), 'bilinear', border);
  const small = kernels.createImage(spec.width, spec.height);
  kernels.resize(large, small, 'area');
  kernels.warpToTensor(small, tensor, enlargement(1), spec, border);
  return tensor;
}

/** Maps pixel centres of a picture onto those of the same picture `factor` times as large. */
export function enlargement(factor: number): Affine {
  const shift = (factor - 1) / 2;
  return { a: factor, b: 0, tx: shift, c: 0, d: factor, ty: shift };
}
