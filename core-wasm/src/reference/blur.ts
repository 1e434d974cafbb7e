import { gaussianPyramid } from '../gaussian-pyramid.js';
import { toLevel, type Raster } from './raster.js';

/** Blurs a mask in place. */
export function feather(mask: Raster, sigma: number): void {
  const values = blurred(mask, 1, sigma);
  values.forEach((value, at) => (mask.data[at] = toLevel(value)));
}

/** `image + amount * (image - blur)`, in place; alpha is left alone. */
export function sharpen(image: Raster, sigma: number, amount: number): void {
  blurred(image, 4, sigma).forEach((value, at) => {
    if (at % 4 === 3) return;
    const level = image.data[at]!;
    image.data[at] = toLevel(level + amount * (level - value));
  });
}

/** A Gaussian along each axis, in fractions of levels; outside counts as the nearest edge pixel. */
export function blurred(raster: Raster, channels: number, sigma: number): Float64Array {
  const { width, height } = raster;
  const values = Float64Array.from(raster.data);
  const rowStep = width * channels;
  for (let at = 0; at < rowStep; at++) blurLine(values, at, rowStep, height, sigma);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) {
      blurLine(values, y * rowStep + channel, channels, width, sigma);
    }
  }
  return values;
}

/** One line of `length` values, `step` apart. */
function blurLine(values: Float64Array, start: number, step: number, length: number, sigma: number): void {
  const line = { rim: 0, values: Float64Array.from({ length }, (_, i) => values[start + i * step]!) };
  const { levels, weights } = gaussianPyramid(sigma, length);
  const result = blurredOnHalves(line, levels, weights);
  for (let i = 0; i < length; i++) values[start + i * step] = result[i]!;
}

/** A line of the picture and what lies `rim` values beyond both of its ends; further values are like the outermost. */
interface Line {
  readonly values: Float64Array<ArrayBuffer>;
  readonly rim: number;
}

/** Two values beyond each end: one may see the inside, the outermost sees the edge alone. */
const halvedRim = 2;

/** The value at a place of the line, 0 being the first one of the picture. */
function valueAt({ values, rim }: Line, place: number): number {
  return values[Math.min(Math.max(place + rim, 0), values.length - 1)]!;
}

function blurredOnHalves(line: Line, levels: number, weights: readonly number[]): Float64Array<ArrayBuffer> {
  if (levels === 0) return convolved(line, weights);
  const length = line.values.length - 2 * line.rim;
  const odd = length % 2 === 1;
  const { count, start } = halves(length);
  const half = odd ? halvedAtPixels(line, count, start) : halvedBetweenPixels(line, count, start);
  const values = { rim: half.rim, values: blurredOnHalves(half, levels - 1, weights) };
  return line.values.map((_, i) => {
    const place = i - line.rim - start;
    const near = Math.floor(place / 2);
    if (!odd) {
      const other = place % 2 === 0 ? near - 1 : near + 1;
      return (3 * valueAt(values, near) + valueAt(values, other)) / 4;
    }
    const next = valueAt(values, near + 1);
    if (place % 2 !== 0) return (valueAt(values, near) + next) / 2;
    return (valueAt(values, near - 1) + 6 * valueAt(values, near) + next) / 8;
  });
}

/**
 * How many values half a line has, an even number, and the place the first of them begins at: 0, or one before it where
 * that makes the number even. So every half lies in the middle of its line, and the next half too.
 */
function halves(length: number): { readonly count: number; readonly start: number } {
  const count = Math.ceil(length / 2);
  return count % 2 === 0 ? { count, start: 0 } : { count: count + 1, start: -1 };
}

/** Every second place between two values of a line of even length, as the mean of four: [1 3 3 1] / 8. */
function halvedBetweenPixels(line: Line, count: number, start: number): Line {
  return half(count, start, (place) => {
    const inner = valueAt(line, place) + valueAt(line, place + 1);
    return (valueAt(line, place - 1) + 3 * inner + valueAt(line, place + 2)) / 8;
  });
}

/** Every second value of a line of odd length, as the mean of five: [1 4 6 4 1] / 16. */
function halvedAtPixels(line: Line, count: number, start: number): Line {
  return half(count, start, (place) => {
    const beside = valueAt(line, place - 1) + valueAt(line, place + 1);
    const outer = valueAt(line, place - 2) + valueAt(line, place + 2);
    return (outer + 4 * beside + 6 * valueAt(line, place)) / 16;
  });
}

function half(count: number, start: number, meanAt: (place: number) => number): Line {
  const values = Float64Array.from({ length: count + 2 * halvedRim }, (_, i) =>
    meanAt(2 * (i - halvedRim) + start),
  );
  return { values, rim: halvedRim };
}

function convolved(line: Line, weights: readonly number[]): Float64Array<ArrayBuffer> {
  return line.values.map((value, i) => {
    const place = i - line.rim;
    return weights.reduce(
      (sum, weight, distance) =>
        sum + weight * (valueAt(line, place - distance) + valueAt(line, place + distance)),
      -weights[0]! * value,
    );
  });
}
