import { boxOf, type ExtendedBox } from '../extended-box.js';
import { toLevel, type Raster } from './raster.js';

const passes = 3;

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

/** Three box blurs along each axis, in fractions of levels; outside counts as the nearest edge pixel. */
export function blurred(raster: Raster, channels: number, sigma: number): Float64Array {
  const { width, height } = raster;
  const box = boxOf(sigma, passes);
  const values = Float64Array.from(raster.data);
  const line = new Float64Array(Math.max(width, height));
  const rowStep = width * channels;
  for (let pass = 0; pass < passes; pass++) {
    for (let at = 0; at < rowStep; at++) boxLine(values, at, rowStep, height, box, line);
  }
  for (let pass = 0; pass < passes; pass++) {
    for (let y = 0; y < height; y++) {
      for (let channel = 0; channel < channels; channel++) {
        boxLine(values, y * rowStep + channel, channels, width, box, line);
      }
    }
  }
  return values;
}

/** One box blur along one line of `length` values, `step` apart. */
function boxLine(
  values: Float64Array,
  start: number,
  step: number,
  length: number,
  { radius, outer, gain }: ExtendedBox,
  line: Float64Array,
): void {
  for (let i = 0; i < length; i++) line[i] = values[start + i * step]!;
  const at = (i: number): number => line[Math.min(Math.max(i, 0), length - 1)]!;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  for (let i = 0; i < length; i++) {
    values[start + i * step] = (sum + outer * (at(i - radius - 1) + at(i + radius + 1))) * gain;
    sum += at(i + radius + 1) - at(i - radius);
  }
}
