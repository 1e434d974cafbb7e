import type { Plane } from '@facet/api';
import { placesOn, readRow } from './planes.js';
import { toLevel, type Raster } from './raster.js';

/** Added to the luminance before the logarithm: about one level in the shadows, so that noise in black does not count. */
const black = 0.003;
/** White of D65, X and Z for Y = 1. */
const [whiteX, whiteZ] = [0.950456, 1.088754];
/** The range a changed logarithm is held in. */
const [leastLog, mostLog] = [-6, 2];

type Tone = readonly [log: number, a: number, b: number];

/** Writes `ln(Y + black)`, Lab's a / (L + 16) and b / (L + 16) of every pixel into three planes. */
export function measureTone({ data }: Raster, out: Float32Array): void {
  const size = out.length / 3;
  for (let i = 0; i < size; i++) toneAt(data, 4 * i).forEach((value, k) => (out[k * size + i] = value));
}

/** Changes each tone to `gain * tone + offset`, the six planes being enlarged to the picture, where the mask is set. */
export function changeTone(image: Raster, change: readonly Plane[], where: Raster): void {
  const { width, height, data } = image;
  const columns = placesOn(change[0]!.width, width, change[0]!.width / width);
  const rows = placesOn(change[0]!.height, height, change[0]!.height / height);
  const cells = change.map(() => new Float64Array(width));
  for (let y = 0; y < height; y++) {
    change.forEach((plane, k) => readRow(plane, rows[y]!, columns, cells[k]!));
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (where.data[i] === 0) continue;
      const [log, a, b] = toneAt(data, 4 * i);
      const at = (k: number): number => cells[k]![x]!;
      const changed = [at(0) * log + at(3), at(1) * a + at(4), at(2) * b + at(5)] as const;
      levelsOf(changed).forEach((level, k) => (data[4 * i + k] = level));
    }
  }
}

function toneAt(data: Uint8Array, at: number): Tone {
  const [red, green, blue] = [linear[data[at]!]!, linear[data[at + 1]!]!, linear[data[at + 2]!]!];
  const y = 0.212671 * red + 0.71516 * green + 0.072169 * blue;
  const x = (0.412453 * red + 0.35758 * green + 0.180423 * blue) / whiteX;
  const z = (0.019334 * red + 0.119193 * green + 0.950227 * blue) / whiteZ;
  return [Math.log(y + black), (500 / 116) * (root(x) / root(y) - 1), (200 / 116) * (1 - root(z) / root(y))];
}

function levelsOf([log, a, b]: Tone): number[] {
  const fy = root(Math.max(0, Math.exp(Math.min(mostLog, Math.max(leastLog, log))) - black));
  const y = unroot(fy);
  const x = whiteX * unroot(fy * (1 + (116 / 500) * a));
  const z = whiteZ * unroot(fy * (1 - (116 / 200) * b));
  return [
    3.240479 * x - 1.53715 * y - 0.498535 * z,
    -0.969256 * x + 1.875991 * y + 0.041556 * z,
    0.055648 * x - 0.204043 * y + 1.057311 * z,
  ].map((light) => toLevel(encoded(Math.min(1, Math.max(0, light)))));
}

/** sRGB levels as linear light, 0..1 (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const c = level / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

function encoded(light: number): number {
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** CIE Lab's f, and its inverse. */
function root(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29;
}

function unroot(t: number): number {
  return t > 6 / 29 ? t * t * t : (108 / 841) * (t - 4 / 29);
}
