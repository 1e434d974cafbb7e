import { linearLevels } from './srgb.js';
import { createPlane, type Plane } from './plane.js';

/** A picture as CIE Lab planes (D65): L 0..100, a and b about -128..127. */
export interface LabPlanes {
  readonly L: Plane;
  readonly a: Plane;
  readonly b: Plane;
}

const white = [0.950456, 1, 1.088754] as const;
const delta = 6 / 29;

/** Lab of the RGBA pixels of a picture. */
export function labFromRgba(data: ArrayLike<number>, width: number, height: number): LabPlanes {
  const L = createPlane(width, height);
  const a = createPlane(width, height);
  const b = createPlane(width, height);
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    const red = linearLevels[data[p]!]!;
    const green = linearLevels[data[p + 1]!]!;
    const blue = linearLevels[data[p + 2]!]!;
    const fx = forward((0.412453 * red + 0.35758 * green + 0.180423 * blue) / white[0]);
    const fy = forward(0.212671 * red + 0.71516 * green + 0.072169 * blue);
    const fz = forward((0.019334 * red + 0.119193 * green + 0.950227 * blue) / white[2]);
    L.data[i] = 116 * fy - 16;
    a.data[i] = 500 * (fx - fy);
    b.data[i] = 200 * (fy - fz);
  }
  return { L, a, b };
}

function forward(t: number): number {
  return t > delta ** 3 ? Math.cbrt(t) : t / (3 * delta * delta) + 4 / 29;
}
