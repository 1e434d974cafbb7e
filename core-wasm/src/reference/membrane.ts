import { conjugateGradients } from './conjugate-gradients.js';
import { gridsOf, neighboursOf, regionOf } from './poisson-grid.js';
import { toLevel, type Raster } from './raster.js';

/** Solves the Laplace equation in the region of each plane, to about 1e-7 of the values around it. */
export function membrane(
  field: Float32Array,
  channels: number,
  mask: Raster,
  anchor: Raster | undefined,
): void {
  const { width, height } = mask;
  const size = width * height;
  const region = regionOf(mask, anchor);
  const grids = gridsOf(region);
  for (let channel = 0; channel < channels; channel++) {
    const values = field.subarray(channel * size, (channel + 1) * size);
    const sources = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      if (region.unknown[i] === 0) continue;
      for (const next of neighboursOf(i, width, height)) {
        if (region.held[next] === 1) sources[i]! += values[next]!;
      }
    }
    const solution = conjugateGradients(grids, sources);
    for (let i = 0; i < size; i++) if (mask.data[i] !== 0) values[i] = solution[i]!;
  }
}

/** Adds to the source the membrane of the differences around the mask. */
export function seamlessClone(dst: Raster, src: Raster, mask: Raster): void {
  const size = mask.width * mask.height;
  const shift = new Float32Array(3 * size);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < size; i++) {
      shift[channel * size + i] = dst.data[4 * i + channel]! - src.data[4 * i + channel]!;
    }
  }
  membrane(shift, 3, mask, undefined);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < size; i++) {
      if (mask.data[i] === 0) continue;
      dst.data[4 * i + channel] = toLevel(src.data[4 * i + channel]! + shift[channel * size + i]!);
    }
  }
}
