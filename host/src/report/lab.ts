import type { Pixels, Plane } from '@facet/api';
import { gaussian } from './gaussian.js';

export type { Plane } from '@facet/api';

/** CIE L*a*b* (D65): L 0..100. */
export interface LabPlanes {
  readonly l: Plane;
  readonly a: Plane;
  readonly b: Plane;
}

const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** The Lab colours of an sRGB picture (IEC 61966-2-1, CIE 15). */
export function labOf({ width, height, data }: Pixels): LabPlanes {
  const plane = (): Plane => ({ width, height, data: new Float32Array(width * height) });
  const [l, a, b] = [plane(), plane(), plane()];
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    const red = linear[data[p]!]!;
    const green = linear[data[p + 1]!]!;
    const blue = linear[data[p + 2]!]!;
    const x = root((0.412453 * red + 0.35758 * green + 0.180423 * blue) / 0.950456);
    const y = root(0.212671 * red + 0.71516 * green + 0.072169 * blue);
    const z = root((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.088754);
    l.data[i] = 116 * y - 16;
    a.data[i] = 500 * (x - y);
    b.data[i] = 200 * (y - z);
  }
  return { l, a, b };
}

export function blurLab({ l, a, b }: LabPlanes, sigma: number): LabPlanes {
  return { l: gaussian(l, sigma), a: gaussian(a, sigma), b: gaussian(b, sigma) };
}

/** The value between four pixels; `undefined` outside the picture. */
export function sampleAt({ width, height, data }: Plane, x: number, y: number): number | undefined {
  if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) return undefined;
  const x0 = Math.min(Math.floor(x), width - 2);
  const y0 = Math.min(Math.floor(y), height - 2);
  const u = x - x0;
  const v = y - y0;
  const i = y0 * width + x0;
  return (
    (1 - v) * ((1 - u) * data[i]! + u * data[i + 1]!) +
    v * ((1 - u) * data[i + width]! + u * data[i + width + 1]!)
  );
}

function root(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
}
