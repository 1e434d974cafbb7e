import type { Raster } from './raster.js';

/** Minimum over a window whose anchor is at half its size, rounded down, as in OpenCV; outside does not count. */
export function erode(mask: Raster, width: number, height: number): void {
  filter(mask, width, height, Math.min, 255);
}

/** Maximum over the same window. */
export function dilate(mask: Raster, width: number, height: number): void {
  filter(mask, width, height, Math.max, 0);
}

type Choose = (a: number, b: number) => number;

function filter(mask: Raster, width: number, height: number, choose: Choose, neutral: number): void {
  for (let y = 0; y < mask.height; y++)
    filterLine(mask, y * mask.width, 1, mask.width, width, choose, neutral);
  for (let x = 0; x < mask.width; x++) filterLine(mask, x, mask.width, mask.height, height, choose, neutral);
}

function filterLine(
  { data }: Raster,
  start: number,
  step: number,
  length: number,
  window: number,
  choose: Choose,
  neutral: number,
): void {
  const line = Array.from({ length }, (_, i) => data[start + i * step]!);
  const before = Math.floor(window / 2);
  for (let i = 0; i < length; i++) {
    const first = Math.max(i - before, 0);
    const last = Math.min(i - before + window - 1, length - 1);
    let chosen = neutral;
    for (let j = first; j <= last; j++) chosen = choose(chosen, line[j]!);
    data[start + i * step] = chosen;
  }
}
