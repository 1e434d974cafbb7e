import { applyAffine, type Affine, type PasteOptions } from '@facet/api';
import { checkWhole, pixelsInside } from './arguments.js';
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

type Rows = NonNullable<PasteOptions['rows']>;

/** @throws FacetError `KERNEL_ARGUMENT` for rows that are not the frame's. */
export function checkRows(operation: string, { from, to }: Rows, frame: Surface): void {
  checkWhole(operation, 'rows.to', to, 0, frame.height);
  checkWhole(operation, 'rows.from', from, 0, to);
}

/** The part of a box within rows of the frame. */
export function withinRows(box: PixelBox, rows: Rows | undefined): PixelBox {
  if (rows === undefined) return box;
  return { ...box, y0: Math.max(box.y0, rows.from), y1: Math.min(box.y1, rows.to) };
}
