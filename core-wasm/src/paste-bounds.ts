import { applyAffine, type Affine } from '@facet/api';
import { pixelsInside } from './arguments.js';
import type { PixelBox, Surface } from './backend.js';

/**
 * The frame pixels a crop can reach: bilinear sampling sees it from one pixel before its first to one after its
 * last pixel. One more pixel covers the rounding of sample positions.
 */
export function cropReach(frame: Surface, crop: Surface, cropToFrame: Affine): PixelBox {
  const corners = [-1, crop.width].flatMap((x) =>
    [-1, crop.height].map((y) => applyAffine(cropToFrame, { x, y })),
  );
  const xs = corners.map((p) => p.x);
  const ys = corners.map((p) => p.y);
  return pixelsInside(
    frame,
    Math.min(...xs) - 1,
    Math.min(...ys) - 1,
    Math.max(...xs) + 1,
    Math.max(...ys) + 1,
  );
}
