import { exactLab, labBytesToRgb, labToRgb, rgbToLab } from './lab.js';
import { toLevel, type Raster } from './raster.js';

/** How often each byte occurs in one Lab channel. */
type Histogram = Float64Array;

/** What each byte of one Lab channel becomes. */
type Curve = Uint8Array;

/** A deviation below this much of L, a or b counts as this much: it is noise, and must not be blown up. */
const leastDeviation = 0.5;

/** Reinhard's transfer: each Lab channel is shifted and stretched; the statistics come from where the mask is not 0. */
export function transferColorMeanStd(image: Raster, reference: Raster, mask: Raster | undefined): void {
  const wanted = moments(reference, mask);
  if (wanted === undefined) return;
  const found = moments(image, mask)!;
  for (let pixel = 0; pixel < image.data.length; pixel += 4) {
    const lab = labAt(image, pixel).map((value, channel) => {
      const [from, to] = [found[channel]!, wanted[channel]!];
      return to.mean + ((value - from.mean) * to.deviation) / Math.max(from.deviation, leastDeviation);
    }) as [number, number, number];
    labToRgb(...lab).forEach((level, channel) => (image.data[pixel + channel] = toLevel(level)));
  }
}

function labAt({ data }: Raster, pixel: number): [number, number, number] {
  return exactLab(data[pixel]!, data[pixel + 1]!, data[pixel + 2]!);
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** Of L, a and b where the mask is not 0; undefined when it is 0 everywhere. */
function moments(picture: Raster, mask: Raster | undefined): readonly Moments[] | undefined {
  let count = 0;
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    if (mask?.data[pixel] === 0) continue;
    count++;
    labAt(picture, pixel * 4).forEach((value, channel) => {
      sums[channel]! += value;
      squares[channel]! += value * value;
    });
  }
  if (count === 0) return undefined;
  return sums.map((sum, channel) => {
    const mean = sum / count;
    return { mean, deviation: Math.sqrt(Math.max(squares[channel]! / count - mean * mean, 0)) };
  });
}

/** Histogram matching of each Lab channel, then each pixel's own luminance again. */
export function transferColorHistogram(image: Raster, reference: Raster): void {
  const lab = labOf(image);
  const wanted = histograms(labOf(reference));
  const curves = histograms(lab).map((found, channel) => match(found, wanted[channel]!));
  for (let at = 0; at < lab.length; at += 3) {
    const rgb = labBytesToRgb(curves[0]![lab[at]!]!, curves[1]![lab[at + 1]!]!, curves[2]![lab[at + 2]!]!);
    restoreLuminance(image.data, (at / 3) * 4, rgb);
  }
}

/**
 * Gives a colour the luminance (Rec. 601) of the pixel it replaces. Where that leaves 0..255, the colour moves towards
 * grey until it fits, which keeps the luminance (the non-separable "luminosity" blend of PDF and W3C compositing).
 */
function restoreLuminance(data: Uint8Array, pixel: number, colour: readonly [number, number, number]): void {
  const target = luminance(data[pixel]!, data[pixel + 1]!, data[pixel + 2]!);
  const shift = target - luminance(...colour);
  const low = Math.min(...colour) + shift;
  const high = Math.max(...colour) + shift;
  let chroma = 1;
  if (low < 0) chroma = target / (target - low);
  if (high > 255) chroma = Math.min(chroma, (255 - target) / (high - target));
  for (let channel = 0; channel < 3; channel++) {
    data[pixel + channel] = toLevel(target + (colour[channel]! + shift - target) * chroma);
  }
}

function luminance(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function labOf({ width, height, data }: Raster): Uint8Array {
  const lab = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgbToLab(data[pixel * 4]!, data[pixel * 4 + 1]!, data[pixel * 4 + 2]!, lab, pixel * 3);
  }
  return lab;
}

function histograms(lab: Uint8Array): readonly Histogram[] {
  const counts = [0, 1, 2].map(() => new Float64Array(256));
  for (let at = 0; at < lab.length; at += 3) {
    for (let channel = 0; channel < 3; channel++) counts[channel]![lab[at + channel]!]!++;
  }
  return counts;
}

/**
 * The curve that carries the cumulative distribution of `found` onto that of `wanted`: linear between the values that
 * occur in `wanted`, cut to whole bytes (scikit-image's `match_histograms`, stored as bytes).
 */
function match(found: Histogram, wanted: Histogram): Curve {
  const shares: number[] = [];
  const values: number[] = [];
  const total = sumOf(wanted);
  let running = 0;
  wanted.forEach((times, value) => {
    if (times === 0) return;
    running += times;
    shares.push(running / total);
    values.push(value);
  });
  const curve = new Uint8Array(256);
  const foundTotal = sumOf(found);
  running = 0;
  found.forEach((times, value) => {
    running += times;
    curve[value] = Math.floor(interpolate(running / foundTotal, shares, values));
  });
  return curve;
}

function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  const above = xs.findIndex((value) => value > x);
  if (above < 0) return ys.at(-1)!;
  if (above === 0) return ys[0]!;
  const slope = (ys[above]! - ys[above - 1]!) / (xs[above]! - xs[above - 1]!);
  return slope * (x - xs[above - 1]!) + ys[above - 1]!;
}

function sumOf(histogram: Histogram): number {
  return histogram.reduce((sum, times) => sum + times, 0);
}
