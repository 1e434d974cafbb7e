import type { Ellipse, PixelBox } from '../backend.js';
import type { Raster } from './raster.js';

export function drawBox(mask: Raster, { x0, y0, x1, y1 }: PixelBox, value: number): void {
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) mask.data[y * mask.width + x] = value;
  }
}

export function drawEllipse(mask: Raster, ellipse: Ellipse, value: number): void {
  fillWhere(mask, value, (x, y) => {
    const dx = x - ellipse.x;
    const dy = y - ellipse.y;
    return ellipse.xx * dx * dx + 2 * ellipse.xy * dx * dy + ellipse.yy * dy * dy <= 1;
  });
}

/** A pixel is inside a convex polygon when it lies on the same side of every edge, or on an edge. */
export function drawPolygon(mask: Raster, points: Float32Array, value: number): void {
  fillWhere(mask, value, (x, y) => {
    let left = false;
    let right = false;
    for (let i = 0; i < points.length; i += 2) {
      const next = (i + 2) % points.length;
      const side =
        (points[next]! - points[i]!) * (y - points[i + 1]!) -
        (points[next + 1]! - points[i + 1]!) * (x - points[i]!);
      left ||= side < 0;
      right ||= side > 0;
    }
    return left !== right;
  });
}

function fillWhere(mask: Raster, value: number, inside: (x: number, y: number) => boolean): void {
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      if (inside(x, y)) mask.data[y * mask.width + x] = value;
    }
  }
}
