import { toLevel, type Raster } from './raster.js';

export function blend(dst: Raster, src: Raster, opacity: number, mask: Raster | undefined): void {
  for (let at = 0; at < dst.data.length; at++) {
    const weight = mask === undefined ? opacity : (opacity * mask.data[at >> 2]!) / 255;
    const level = dst.data[at]!;
    dst.data[at] = toLevel(level + (src.data[at]! - level) * weight);
  }
}
