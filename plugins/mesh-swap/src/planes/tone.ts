import { createPlane, type Plane } from './plane.js';
import { linearLevels } from './srgb.js';

/**
 * A picture as tone: the logarithm of its luminance, and its chroma relative to its lightness. A change of light adds to
 * the first and leaves the others alone (for light of one colour exactly so, as Lab's a, b and L + 16 all scale with the
 * cube root of the luminance).
 */
export interface TonePlanes {
  /** `ln(Y + black)`, Y 0..1. */
  readonly log: Plane;
  /** Lab a / (L + 16) and b / (L + 16). */
  readonly a: Plane;
  readonly b: Plane;
}

/** Added before the logarithm: about one level of 8 bits in the shadows, so that noise in black does not count. */
const black = 0.003;
/** White of D65, X and Z for Y = 1. */
const [whiteX, whiteZ] = [0.950456, 1.088754];

/** Tone of the RGBA pixels of a picture. */
export function toneOf(data: ArrayLike<number>, width: number, height: number): TonePlanes {
  const log = createPlane(width, height);
  const a = createPlane(width, height);
  const b = createPlane(width, height);
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    const red = linearLevels[data[p]!]!;
    const green = linearLevels[data[p + 1]!]!;
    const blue = linearLevels[data[p + 2]!]!;
    const y = 0.212671 * red + 0.71516 * green + 0.072169 * blue;
    const fy = root(y);
    log.data[i] = Math.log(y + black);
    a.data[i] = (500 / 116) * (root((0.412453 * red + 0.35758 * green + 0.180423 * blue) / whiteX) / fy - 1);
    b.data[i] = (200 / 116) * (1 - root((0.019334 * red + 0.119193 * green + 0.950227 * blue) / whiteZ) / fy);
  }
  return { log, a, b };
}

/** Writes tone planes into RGBA pixels, rounded and clamped; alpha is left alone. */
export function writeTone(tone: TonePlanes, data: Uint8ClampedArray): void {
  for (let i = 0, p = 0; i < tone.log.data.length; i++, p += 4) {
    const y = Math.max(0, Math.exp(tone.log.data[i]!) - black);
    const fy = root(y);
    const x = whiteX * unroot(fy * (1 + (116 / 500) * tone.a.data[i]!));
    const z = whiteZ * unroot(fy * (1 - (116 / 200) * tone.b.data[i]!));
    data[p] = encode(3.240479 * x - 1.53715 * y - 0.498535 * z);
    data[p + 1] = encode(-0.969256 * x + 1.875991 * y + 0.041556 * z);
    data[p + 2] = encode(0.055648 * x - 0.204043 * y + 1.057311 * z);
  }
}

/** Lightness L (CIE, 0..100) of a log luminance. */
export function lightnessOfLog(log: number): number {
  return 116 * root(Math.max(0, Math.exp(log) - black)) - 16;
}

/** The log luminance of a lightness. */
export function logOfLightness(lightness: number): number {
  return Math.log(unroot((Math.max(0, lightness) + 16) / 116) + black);
}

function root(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
}

function unroot(t: number): number {
  return t > 6 / 29 ? t * t * t : (108 / 841) * (t - 4 / 29);
}

function encode(linear: number): number {
  if (linear <= 0) return 0;
  if (linear >= 1) return 255;
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
}
