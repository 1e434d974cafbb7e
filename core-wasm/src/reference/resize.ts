import type { ResizeFilter } from '@facet/api';
import { toLevel, type Raster } from './raster.js';
import { cubicWeight } from './sample.js';

/** The source pixels that make one destination pixel along one axis; the weights add up to 1. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Scales both axes independently. The centre of pixel i lies at `(i + 0.5) * scale - 0.5` of the source, as in OpenCV. */
export function resize(src: Raster, dst: Raster, filter: ResizeFilter): void {
  const columns = tapsOf(src.width, dst.width, filter);
  const rows = tapsOf(src.height, dst.height, filter);
  const row = new Float64Array(src.width * 4);
  for (let y = 0; y < dst.height; y++) {
    blendRows(src, rows[y]!, row);
    for (let x = 0; x < dst.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        dst.data[(y * dst.width + x) * 4 + channel] = toLevel(
          blendColumns(row, src.width, columns[x]!, channel),
        );
      }
    }
  }
}

function blendRows(src: Raster, taps: Taps, row: Float64Array): void {
  row.fill(0);
  taps.weights.forEach((weight, i) => {
    const start = nearest(taps.first + i, src.height) * src.width * 4;
    for (let at = 0; at < row.length; at++) row[at]! += weight * src.data[start + at]!;
  });
}

function blendColumns(row: Float64Array, width: number, taps: Taps, channel: number): number {
  let sum = 0;
  taps.weights.forEach((weight, i) => {
    sum += weight * row[nearest(taps.first + i, width) * 4 + channel]!;
  });
  return sum;
}

function tapsOf(from: number, to: number, filter: ResizeFilter): readonly Taps[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5;
    const left = Math.floor(centre);
    switch (filter) {
      case 'nearest':
        return { first: Math.floor((i + 0.5) * scale), weights: [1] };
      case 'bilinear':
        return { first: left, weights: [1 - (centre - left), centre - left] };
      case 'bicubic':
        return { first: left - 1, weights: [-1, 0, 1, 2].map((j) => cubicWeight(left + j - centre)) };
      case 'lanczos':
        return lanczosTaps(centre, Math.max(scale, 1));
      case 'area':
        return areaTaps(i * scale, (i + 1) * scale);
    }
  });
}

/** Lanczos with three lobes; when shrinking, the kernel widens with the scale so that nothing aliases. */
function lanczosTaps(centre: number, stretch: number): Taps {
  const first = Math.ceil(centre - 3 * stretch);
  const last = Math.floor(centre + 3 * stretch);
  return normalised(first, last, (x) => lanczos3((x - centre) / stretch));
}

/** Every pixel by the part of it that lies between `low` and `high`. */
function areaTaps(low: number, high: number): Taps {
  return normalised(Math.floor(low), Math.ceil(high) - 1, (x) => Math.min(high, x + 1) - Math.max(low, x));
}

function normalised(first: number, last: number, weigh: (x: number) => number): Taps {
  const weights = Array.from({ length: last - first + 1 }, (_, i) => weigh(first + i));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { first, weights: weights.map((weight) => weight / sum) };
}

function lanczos3(x: number): number {
  if (Math.abs(x) < 1e-9) return 1;
  if (Math.abs(x) >= 3) return 0;
  const angle = Math.PI * x;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}

function nearest(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
