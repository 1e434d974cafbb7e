import type { Affine, Image, Mask, Rect } from '@facet/api';
import { invertAffine } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { edgeMask } from './edge-mask.js';
import { regionToCrop } from './region.js';

const nothing: Rect = { x: 0, y: 0, width: 0, height: 0 };

export interface PasteMasks {
  /** Where the face lies in its crop; its edge is made in the frame. */
  readonly outline: Mask;
  /** What takes the swap within it, as it is. */
  readonly keep?: Mask;
}

/**
 * Puts a swapped face into the frame with FaceSwapLab's edge. Crop and masks have one size.
 * @returns The frame pixels that may have changed.
 */
export function pasteFace(
  frame: Image,
  swapped: Image,
  { outline, keep }: PasteMasks,
  frameToCrop: Affine,
  erosion: number,
  kernels: ManagedKernels,
): Rect {
  const edge = edgeMask(frame, outline, frameToCrop, erosion, kernels);
  if (!edge) return nothing;
  const { region, mask } = edge;
  const cropToRegion = invertAffine(regionToCrop(frameToCrop, region));
  if (keep) {
    const kept = kernels.createMask(region.width, region.height);
    kernels.warpMask(keep, kept, cropToRegion);
    kernels.combineMasks(mask, kept, 'multiply');
  }
  const face = kernels.createImage(region.width, region.height);
  kernels.warpAffine(swapped, face, cropToRegion, 'bilinear', 'transparent');
  return kernels.paste(frame, face, mask, { a: 1, b: 0, tx: -region.x, c: 0, d: 1, ty: -region.y });
}
