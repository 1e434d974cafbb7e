import type { Raster } from './raster.js';

const operations = {
  min: Math.min,
  max: Math.max,
  multiply: (a: number, b: number) => Math.round((a * b) / 255),
} as const;

export function combineMasks(dst: Raster, src: Raster, op: keyof typeof operations): void {
  const combine = operations[op];
  for (let at = 0; at < dst.data.length; at++) dst.data[at] = combine(dst.data[at]!, src.data[at]!);
}
