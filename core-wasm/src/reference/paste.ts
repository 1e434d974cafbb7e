import type { Affine, Rect } from '@facet/api';
import type { PixelBox } from '../backend.js';
import { toLevel, type Raster } from './raster.js';
import { bilinear, GridPath } from './sample.js';

/**
 * Blends the crop into the frame where its mask reaches. Beyond its edge the mask is 0 and the crop shows its nearest
 * pixel, so that the rim of the crop does not darken.
 */
export function paste(
  frame: Raster,
  crop: Raster,
  mask: Raster,
  frameToCrop: Affine,
  bounds: PixelBox,
  levels?: Uint8Array,
): Rect {
  const pasted = levels === undefined ? crop : withLevels(crop, levels);
  const path = new GridPath(frameToCrop);
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let y = bounds.y0; y < bounds.y1; y++) {
    path.startRow(y);
    for (let x = bounds.x0; x < bounds.x1; x++) {
      const gridX = path.gridX(x);
      const gridY = path.gridY(x);
      const weight = toLevel(bilinear(mask, 1, gridX, gridY, 0, 'transparent')) / 255;
      if (weight === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        const at = (y * frame.width + x) * 4 + channel;
        const level = frame.data[at]!;
        const over = toLevel(bilinear(pasted, 4, gridX, gridY, channel, 'edge'));
        frame.data[at] = toLevel(level + (over - level) * weight);
      }
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < left) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** A picture with other levels of red, green and blue: 256 each. */
function withLevels({ width, height, data }: Raster, levels: Uint8Array): Raster {
  const changed = data.map((level, i) => (i % 4 === 3 ? level : levels[(i % 4) * 256 + level]!));
  return { width, height, data: changed };
}
