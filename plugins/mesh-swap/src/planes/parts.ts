import type { Plane } from './plane.js';

/** A connected part of a plane. */
export interface Part {
  /** The numbers of its pixels. */
  readonly pixels: Int32Array;
  /** The diagonal of its bounds, in pixels. */
  readonly length: number;
}

/** The connected parts of a 0/1 plane, corners included. */
export function partsOf({ width, height, data }: Plane): Part[] {
  const left = Uint8Array.from(data);
  const queue = new Int32Array(left.length);
  const parts: Part[] = [];
  for (let start = left.indexOf(1); start >= 0; start = left.indexOf(1, start + 1)) {
    queue[0] = start;
    left[start] = 0;
    let count = 1;
    let [x0, x1, y0, y1] = [width, 0, height, 0];
    for (let n = 0; n < count; n++) {
      const x = queue[n]! % width;
      const y = (queue[n]! - x) / width;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const j = ny * width + nx;
          if (left[j] === 0) continue;
          left[j] = 0;
          queue[count++] = j;
        }
      }
    }
    parts.push({ pixels: queue.slice(0, count), length: Math.hypot(x1 - x0, y1 - y0) });
  }
  return parts;
}

/** The share of a part's pixels that pass a test. */
export function shareOf({ pixels }: Part, test: (pixel: number) => number | boolean): number {
  let count = 0;
  for (const i of pixels) count += Number(test(i));
  return count / pixels.length;
}
