import type { Plane } from './plane.js';

/**
 * Carries RGBA pixels on over the border of a picture's part: whoever samples at the border meets more of the same beyond it. In place.
 * @param from 0/1, the pixels to carry on.
 * @param within 0/1, the part: its own pixels stay.
 * @param distance How far, in pixels.
 */
export function spill(data: Uint8ClampedArray, from: Plane, within: Plane, distance: number): void {
  const { width, height } = from;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const taken = Uint8Array.from(within.data, (value) => Number(value > 0));
  let front: number[] = [];
  from.data.forEach((value, i) => {
    if (value > 0) front.push(i);
  });
  for (let round = 0; round < distance; round++) {
    const next: number[] = [];
    for (const i of front) {
      const x = i % width;
      const neighbours = [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, i - width, i + width];
      for (const to of neighbours) {
        if (to < 0 || to >= pixels.length || taken[to] === 1) continue;
        taken[to] = 1;
        pixels[to] = pixels[i]!;
        next.push(to);
      }
    }
    front = next;
  }
}
