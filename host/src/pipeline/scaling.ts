import type { Affine } from '@facet/api';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a picture maps onto a resized copy of itself: the corners coincide, not the centres of the corner pixels. */
export function scaling(from: Size, to: Size): Affine {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return { a: x, b: 0, tx: (x - 1) / 2, c: 0, d: y, ty: (y - 1) / 2 };
}
