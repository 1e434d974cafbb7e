import { boxPasses, gaussianBox, type ExtendedBox } from '../extended-box.js';
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

/** Three box blurs along each axis, in fractions of levels; outside counts as the nearest edge pixel. */
export function blurred(raster: Raster, channels: number, sigma: number): Float64Array {
  const { width, height } = raster;
  const box = gaussianBox(sigma);
  const values = Float64Array.from(raster.data);
  const rowStep = width * channels;
  for (let at = 0; at < rowStep; at++) blurLine(values, at, rowStep, height, box);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) {
      blurLine(values, y * rowStep + channel, channels, width, box);
    }
  }
  return values;
}

/** All passes along one line of `length` values, `step` apart, the edge values extended far enough for every pass. */
function blurLine(values: Float64Array, start: number, step: number, length: number, box: ExtendedBox): void {
  const margin = (boxPasses - 1) * (box.radius + 1);
  const nearest = (i: number): number => Math.min(Math.max(i, 0), length - 1);
  let line = Float64Array.from({ length: length + 2 * margin }, (_, i) => {
    return values[start + nearest(i - margin) * step]!;
  });
  for (let pass = 0; pass < boxPasses; pass++) line = boxed(line, box);
  for (let i = 0; i < length; i++) values[start + i * step] = line[margin + i]!;
}

/** One box blur; outside counts as the nearest value. */
function boxed(
  line: Float64Array<ArrayBuffer>,
  { radius, outer, gain }: ExtendedBox,
): Float64Array<ArrayBuffer> {
  const at = (i: number): number => line[Math.min(Math.max(i, 0), line.length - 1)]!;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  return line.map((_, i) => {
    const mean = (sum + outer * (at(i - radius - 1) + at(i + radius + 1))) * gain;
    sum += at(i + radius + 1) - at(i - radius);
    return mean;
  });
}
