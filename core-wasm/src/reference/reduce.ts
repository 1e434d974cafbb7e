import type { Border, ReductionBlocks } from '@facet/api';
import type { Raster } from './raster.js';
import { tap } from './sample.js';

/** Every pixel of `dst` becomes the average of a block of `src`. */
export function reduce(
  src: Raster,
  dst: Raster,
  { blockX, blockY, factorX, factorY }: ReductionBlocks,
  border: Border,
): void {
  const count = factorX * factorY;
  for (let y = 0; y < dst.height; y++) {
    for (let x = 0; x < dst.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          const fromX = (blockX + x) * factorX + (i % factorX);
          const fromY = (blockY + y) * factorY + Math.floor(i / factorX);
          sum += tap(src, 4, fromX, fromY, channel, border);
        }
        dst.data[(y * dst.width + x) * 4 + channel] = Math.floor((sum + (count >> 1)) / count);
      }
    }
  }
}
