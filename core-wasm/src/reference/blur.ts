import { gaussianPyramid, type GaussianPyramid } from '../gaussian-pyramid.js';
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
  const pyramid = gaussianPyramid(sigma);
  const values = Float64Array.from(raster.data);
  const rowStep = width * channels;
  for (let at = 0; at < rowStep; at++) blurLine(values, at, rowStep, height, pyramid);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) {
      blurLine(values, y * rowStep + channel, channels, width, pyramid);
    }
  }
  return values;
}

/** One line of `length` values, `step` apart. */
function blurLine(
  values: Float64Array,
  start: number,
  step: number,
  length: number,
  pyramid: GaussianPyramid,
): void {
  const line = { rim: 0, values: Float64Array.from({ length }, (_, i) => values[start + i * step]!) };
  const result = blurredOnHalves(line, pyramid.levels, pyramid.weights);
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
  const half = halved(line);
  const blurredHalf = { rim: half.rim, values: blurredOnHalves(half, levels - 1, weights) };
  return line.values.map((_, i) => {
    const place = i - line.rim;
    const near = Math.floor(place / 2);
    const other = place % 2 === 0 ? near - 1 : near + 1;
    return (3 * valueAt(blurredHalf, near) + valueAt(blurredHalf, other)) / 4;
  });
}

/** Every second place of a line, as the mean of four: [1 3 3 1] / 8. */
function halved(line: Line): Line {
  const length = Math.ceil((line.values.length - 2 * line.rim) / 2) + 2 * halvedRim;
  const values = Float64Array.from({ length }, (_, i) => {
    const place = 2 * (i - halvedRim);
    const inner = valueAt(line, place) + valueAt(line, place + 1);
    return (valueAt(line, place - 1) + 3 * inner + valueAt(line, place + 2)) / 8;
  });
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
