import type { Affine, Border, WarpFilter } from '@facet/api';
import { bicubic, bilinear, GridPath } from './sample.js';
import { toLevel, type Raster } from './raster.js';

/** Fills every pixel of `dst` with what `src` shows there. */
export function warpAffine(
  src: Raster,
  dst: Raster,
  dstToSrc: Affine,
  filter: WarpFilter,
  border: Border,
): void {
  warp(src, dst, 4, dstToSrc, filter === 'bicubic' ? bicubic : bilinear, border);
}

export function warpMask(src: Raster, dst: Raster, dstToSrc: Affine): void {
  warp(src, dst, 1, dstToSrc, bilinear, 'transparent');
}

function warp(
  src: Raster,
  dst: Raster,
  channels: number,
  dstToSrc: Affine,
  sample: typeof bilinear,
  border: Border,
): void {
  const path = new GridPath(dstToSrc);
  let at = 0;
  for (let y = 0; y < dst.height; y++) {
    path.startRow(y);
    for (let x = 0; x < dst.width; x++) {
      const gridX = path.gridX(x);
      const gridY = path.gridY(x);
      for (let channel = 0; channel < channels; channel++) {
        dst.data[at++] = toLevel(sample(src, channels, gridX, gridY, channel, border));
      }
    }
  }
}
