import { createPlane, type Plane } from './plane.js';

/**
 * A picture as CIE Lab planes (D65): L 0..100, a and b about -128..127.
 * `linear` light `Y` (0..1) is `luminanceOf(L)`.
 */
export interface LabPlanes {
  readonly L: Plane;
  readonly a: Plane;
  readonly b: Plane;
}

const white = [0.950456, 1, 1.088754] as const;
const delta = 6 / 29;

/** sRGB level to linear light (IEC 61966-2-1). */
const linearLevels = Float32Array.from({ length: 256 }, (_, level) => {
  const c = level / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

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

/** Writes Lab planes into RGBA pixels, rounded and clamped; alpha is left alone. */
export function labToRgba(lab: LabPlanes, data: Uint8ClampedArray): void {
  for (let i = 0, p = 0; i < lab.L.data.length; i++, p += 4) {
    const fy = (lab.L.data[i]! + 16) / 116;
    const x = white[0] * inverse(fy + lab.a.data[i]! / 500);
    const y = inverse(fy);
    const z = white[2] * inverse(fy - lab.b.data[i]! / 200);
    data[p] = encode(3.240479 * x - 1.53715 * y - 0.498535 * z);
    data[p + 1] = encode(-0.969256 * x + 1.875991 * y + 0.041556 * z);
    data[p + 2] = encode(0.055648 * x - 0.204043 * y + 1.057311 * z);
  }
}

/** Linear light, 0..1, of a lightness L. */
export function luminanceOf(lightness: number): number {
  return inverse((lightness + 16) / 116);
}

/** Lightness L of linear light. */
export function lightnessOf(luminance: number): number {
  return 116 * forward(luminance) - 16;
}

function forward(t: number): number {
  return t > delta ** 3 ? Math.cbrt(t) : t / (3 * delta * delta) + 4 / 29;
}

function inverse(t: number): number {
  return t > delta ? t * t * t : 3 * delta * delta * (t - 4 / 29);
}

function encode(linear: number): number {
  if (linear <= 0) return 0;
  if (linear >= 1) return 255;
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
}
