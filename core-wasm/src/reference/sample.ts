import type { Affine, Border } from '@facet/api';
import type { Raster } from './raster.js';

/** Positions between pixels lie on a grid of 1/32 pixel, as in OpenCV's remap (INTER_BITS = 5). */
export const gridSize = 32;

/** Row starts and column distances are rounded to this part of a pixel before they are added (OpenCV's AB_BITS). */
const fine = 1024;

/**
 * Follows a transform over the destination on the 1/32 grid, to the last bit as cv2.warpAffine does.
 * The order of the operations is part of the contract: the WebAssembly kernels repeat it.
 */
export class GridPath {
  readonly #t: Affine;
  #rowX = 0;
  #rowY = 0;

  constructor(dstToSrc: Affine) {
    this.#t = dstToSrc;
  }

  startRow(y: number): void {
    const { b, tx, d, ty } = this.#t;
    this.#rowX = nearest((b * y + tx) * fine) + fine / gridSize / 2;
    this.#rowY = nearest((d * y + ty) * fine) + fine / gridSize / 2;
  }

  gridX(x: number): number {
    return Math.floor(((nearest(this.#t.a * fine * x) + this.#rowX) * gridSize) / fine);
  }

  gridY(x: number): number {
    return Math.floor(((nearest(this.#t.c * fine * x) + this.#rowY) * gridSize) / fine);
  }
}

/** Rounds to the nearest whole number, ties to the even one. */
function nearest(value: number): number {
  const floor = Math.floor(value);
  const above = value - floor;
  if (above === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return above > 0.5 ? floor + 1 : floor;
}

/** One byte of a raster; outside it is 0, or the nearest byte of the edge. */
export function tap(
  src: Raster,
  channels: number,
  x: number,
  y: number,
  channel: number,
  border: Border,
): number {
  const { width, height, data } = src;
  if (border === 'edge') {
    const nearX = Math.min(Math.max(x, 0), width - 1);
    const nearY = Math.min(Math.max(y, 0), height - 1);
    return data[(nearY * width + nearX) * channels + channel]!;
  }
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : data[(y * width + x) * channels + channel]!;
}

/** One channel between four pixels, at a grid position, as a fraction of levels. Exact: the weights are 1/1024. */
export function bilinear(
  src: Raster,
  channels: number,
  gridX: number,
  gridY: number,
  channel: number,
  border: Border,
): number {
  const x = Math.floor(gridX / gridSize);
  const y = Math.floor(gridY / gridSize);
  const fx = gridX - x * gridSize;
  const fy = gridY - y * gridSize;
  const top =
    tap(src, channels, x, y, channel, border) * (gridSize - fx) +
    tap(src, channels, x + 1, y, channel, border) * fx;
  const bottom =
    tap(src, channels, x, y + 1, channel, border) * (gridSize - fx) +
    tap(src, channels, x + 1, y + 1, channel, border) * fx;
  return (top * (gridSize - fy) + bottom * fy) / gridSize ** 2;
}

/** One channel between sixteen pixels, at a grid position. */
export function bicubic(
  src: Raster,
  channels: number,
  gridX: number,
  gridY: number,
  channel: number,
  border: Border,
): number {
  const x = Math.floor(gridX / gridSize);
  const y = Math.floor(gridY / gridSize);
  const fx = (gridX - x * gridSize) / gridSize;
  const fy = (gridY - y * gridSize) / gridSize;
  let sum = 0;
  for (let j = -1; j <= 2; j++) {
    let row = 0;
    for (let i = -1; i <= 2; i++) {
      row += cubicWeight(i - fx) * tap(src, channels, x + i, y + j, channel, border);
    }
    sum += cubicWeight(j - fy) * row;
  }
  return sum;
}

/** The cubic convolution kernel of R. Keys (1981) with a = -0.75, OpenCV's choice. */
export function cubicWeight(distance: number): number {
  const a = -0.75;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}
