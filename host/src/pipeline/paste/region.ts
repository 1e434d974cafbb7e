import type { Affine, Rect } from '@facet/api';
import { composeAffine } from '@facet/api';

/** How a part of the frame, whose top left pixel is `region`'s, maps onto the crop. */
export function regionToCrop(frameToCrop: Affine, { x, y }: Rect): Affine {
  return composeAffine({ a: 1, b: 0, tx: x, c: 0, d: 1, ty: y }, frameToCrop);
}
