import type { Kernels } from '@facet/api';
import { createPlane, type Plane } from './plane.js';

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
/** The range of log luminance in the tables, and their steps per unit. */
const [leastLog, mostLog, logSteps] = [-6, 2, 256];
/** CIE Lab's f of luminance; one entry more for interpolation at the end. */
const rootsOfLog = Float32Array.from({ length: (mostLog - leastLog) * logSteps + 2 }, (_, i) =>
  root(Math.max(0, Math.exp(leastLog + i / logSteps) - black)),
);

function between(values: Float32Array, at: number): number {
  const i = at | 0;
  const low = values[i]!;
  return low + (at - i) * (values[i + 1]! - low);
}

/** Tone of the RGBA pixels of a picture. */
export function toneOf(
  kernels: Kernels,
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): TonePlanes {
  const [log, a, b] = kernels.measureTone(kernels.importImage({ width, height, data }));
  return { log, a, b };
}

/** Writes tone planes into RGBA pixels where a plane is above 0, rounded and clamped; alpha is left alone. */
export function writeTone(kernels: Kernels, tone: TonePlanes, data: Uint8ClampedArray, where: Plane): void {
  const { width, height } = where;
  const image = kernels.importImage({ width, height, data });
  const mask = kernels.importMask(
    width,
    height,
    Uint8Array.from(where.data, (value) => Number(value > 0)),
  );
  const none = createPlane(width, height);
  kernels.changeTone(image, [none, none, none, tone.log, tone.a, tone.b], mask);
  data.set(kernels.readImage(image));
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

function root(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
}
