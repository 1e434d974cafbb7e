import type { Pixels, Rect } from '@facet/api';
import type { Plane } from './lab.js';

/** The smallest rectangle of whole pixels that holds `rect` and a margin, within the picture. */
export function regionAround(
  rect: Rect,
  margin: number,
  { width, height }: { readonly width: number; readonly height: number },
): Rect {
  const x = Math.max(0, Math.floor(rect.x - margin));
  const y = Math.max(0, Math.floor(rect.y - margin));
  const right = Math.min(width, Math.ceil(rect.x + rect.width + margin));
  const bottom = Math.min(height, Math.ceil(rect.y + rect.height + margin));
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

/** A copy of a region of a picture. */
export function cutPixels(pixels: Pixels, region: Rect): Pixels {
  const data = new Uint8ClampedArray(region.width * region.height * 4);
  for (let y = 0; y < region.height; y++) {
    const start = 4 * ((region.y + y) * pixels.width + region.x);
    data.set(pixels.data.subarray(start, start + 4 * region.width), 4 * y * region.width);
  }
  return { width: region.width, height: region.height, data };
}

/** A region of a mask of the given width as numbers 0..1. */
export function cutMask(mask: Uint8Array, maskWidth: number, region: Rect): Plane {
  const data = new Float32Array(region.width * region.height);
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      data[y * region.width + x] = mask[(region.y + y) * maskWidth + region.x + x]! / 255;
    }
  }
  return { width: region.width, height: region.height, data };
}
