import type { Affine, Image, Kernels, Mask } from '@facet/api';
import { composeAffine } from '@facet/api';
import { scaling } from '../scaling.js';

/** A paste reads two by two pixels of a crop for each one of the frame: it may shrink by this without leaving any out. */
const mostShrinking = 2;

export interface FacePicture {
  readonly image: Image;
  /** As large as the picture. */
  readonly masks: readonly Mask[];
  readonly frameToImage: Affine;
}

/**
 * Halves a swapped face and its masks, two by two pixels averaged each time, until the frame shrinks them by 2 at most: fine
 * patterns of a crop that is enlarged, or sharpened, would turn into coarse ones on a small face.
 */
export function shrinkForFrame(face: FacePicture, kernels: Kernels): FacePicture {
  const { image, masks, frameToImage: t } = face;
  const shrinking = Math.max(Math.hypot(t.a, t.c), Math.hypot(t.b, t.d));
  if (shrinking <= mostShrinking || Math.min(image.width, image.height) < 2) return face;
  const width = Math.ceil(image.width / 2);
  const height = Math.ceil(image.height / 2);
  const toHalf = scaling(image, { width, height });
  const half = kernels.createImage(width, height);
  kernels.warpAffine(image, half, toHalf, 'bilinear', 'edge');
  const halves = masks.map((mask) => {
    const smaller = kernels.createMask(width, height);
    kernels.warpMask(mask, smaller, toHalf);
    return smaller;
  });
  return shrinkForFrame({ image: half, masks: halves, frameToImage: composeAffine(t, toHalf) }, kernels);
}
