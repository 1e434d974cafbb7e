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

/** Steps of the tables over light 0..1; between them, values are interpolated. */
const lightSteps = 2048;
/** CIE Lab's f, and the logarithm, of light; one entry more for interpolation at the end. */
const roots = table(lightSteps + 2, (i) => root(i / lightSteps));
const logs = table(lightSteps + 2, (i) => Math.log(i / lightSteps + black));
/** The range of log luminance in the tables, and their steps per unit. */
const [leastLog, mostLog, logSteps] = [-6, 2, 256];
const rootsOfLog = table((mostLog - leastLog) * logSteps + 2, (i) =>
  root(Math.max(0, Math.exp(leastLog + i / logSteps) - black)),
);
/** sRGB levels 0..255 by the root of light. */
const levelSteps = 1024;
const levels = table(levelSteps + 2, (i) => encode((i / levelSteps) ** 2));

function table(length: number, value: (index: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, i) => value(i));
}

function between(values: Float32Array, at: number): number {
  const i = at | 0;
  const low = values[i]!;
  return low + (at - i) * (values[i + 1]! - low);
}

/** Tone of the RGBA pixels of a picture. */
export function toneOf(data: Uint8Array | Uint8ClampedArray, width: number, height: number): TonePlanes {
  const planes = {
    log: createPlane(width, height),
    a: createPlane(width, height),
    b: createPlane(width, height),
  };
  const [log, a, b] = [planes.log.data, planes.a.data, planes.b.data];
  for (let i = 0, p = 0; i < log.length; i++, p += 4) {
    const red = linearLevels[data[p]!]!;
    const green = linearLevels[data[p + 1]!]!;
    const blue = linearLevels[data[p + 2]!]!;
    const y = lightSteps * (0.212671 * red + 0.71516 * green + 0.072169 * blue);
    const x = (lightSteps / whiteX) * (0.412453 * red + 0.35758 * green + 0.180423 * blue);
    const z = (lightSteps / whiteZ) * (0.019334 * red + 0.119193 * green + 0.950227 * blue);
    const fy = between(roots, y);
    log[i] = between(logs, y);
    a[i] = (500 / 116) * (between(roots, x) / fy - 1);
    b[i] = (200 / 116) * (1 - between(roots, z) / fy);
  }
  return planes;
}

/** Writes tone planes into RGBA pixels, rounded and clamped; alpha is left alone. */
export function writeTone(tone: TonePlanes, data: Uint8ClampedArray): void {
  const { log, a, b } = tone;
  for (let i = 0; i < log.data.length; i++) writePixel(data, 4 * i, log.data[i]!, a.data[i]!, b.data[i]!);
}

/**
 * Changes the tone of RGBA pixels, each value to `gain * value + offset`; alpha is left alone.
 * @param row The tone's gains and offsets for the `count` pixels from `from` on.
 * @param where Pixels of 0 are left alone.
 */
export function changePixels(
  data: Uint8ClampedArray,
  from: number,
  count: number,
  row: { readonly gain: ToneRow; readonly offset: ToneRow },
  where: Uint8Array,
): void {
  const { gain, offset } = row;
  for (let x = 0; x < count; x++) {
    if (where[from + x] === 0) continue;
    const p = 4 * (from + x);
    const red = linearLevels[data[p]!]!;
    const green = linearLevels[data[p + 1]!]!;
    const blue = linearLevels[data[p + 2]!]!;
    const y = lightSteps * (0.212671 * red + 0.71516 * green + 0.072169 * blue);
    const fy = between(roots, y);
    const fx = between(roots, (lightSteps / whiteX) * (0.412453 * red + 0.35758 * green + 0.180423 * blue));
    const fz = between(roots, (lightSteps / whiteZ) * (0.019334 * red + 0.119193 * green + 0.950227 * blue));
    writePixel(
      data,
      p,
      gain.log[x]! * between(logs, y) + offset.log[x]!,
      gain.a[x]! * (500 / 116) * (fx / fy - 1) + offset.a[x]!,
      gain.b[x]! * (200 / 116) * (1 - fz / fy) + offset.b[x]!,
    );
  }
}

/** One row of tone values. */
export interface ToneRow {
  readonly log: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

function writePixel(data: Uint8ClampedArray, p: number, log: number, a: number, b: number): void {
  const fy = between(rootsOfLog, logSteps * (Math.min(mostLog, Math.max(leastLog, log)) - leastLog));
  const y = unroot(fy);
  const x = whiteX * unroot(fy * (1 + (116 / 500) * a));
  const z = whiteZ * unroot(fy * (1 - (116 / 200) * b));
  data[p] = levelOf(3.240479 * x - 1.53715 * y - 0.498535 * z);
  data[p + 1] = levelOf(-0.969256 * x + 1.875991 * y + 0.041556 * z);
  data[p + 2] = levelOf(0.055648 * x - 0.204043 * y + 1.057311 * z);
}

/** Lightness L (CIE, 0..100) of a log luminance. */
export function lightnessOfLog(log: number): number {
  return 116 * between(rootsOfLog, logSteps * (Math.min(mostLog, Math.max(leastLog, log)) - leastLog)) - 16;
}

/** Lightness of a plane of log luminance. */
export function lightnessOf(log: Plane): Plane {
  const out = createPlane(log.width, log.height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = lightnessOfLog(log.data[i]!);
  return out;
}

function levelOf(light: number): number {
  if (light <= 0) return 0;
  return light >= 1 ? 255 : between(levels, levelSteps * Math.sqrt(light));
}

function root(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
}

function unroot(t: number): number {
  return t > 6 / 29 ? t * t * t : (108 / 841) * (t - 4 / 29);
}

function encode(linear: number): number {
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
}
