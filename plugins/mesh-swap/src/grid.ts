import type { Image, Kernels } from '@facet/api';
import { createPlane, type Plane } from './planes/plane.js';

/**
 * Distance of the eyes, in pixels of the grid, on which faces are looked at. Light, cover and border change slowly: more
 * pixels cost time and change nothing that can be seen. Source: measured on 36 pairs.
 */
export const gridInterocular = 48;

/** A coarser grid over a crop: what decides about a face is measured on it. */
export interface Grid {
  readonly width: number;
  readonly height: number;
}

/** The grid for a crop; smaller faces are looked at pixel by pixel. */
export function gridOf(crop: Grid, interocular: number, gridEyes: number): Grid {
  const scale = Math.min(1, gridEyes / interocular);
  return {
    width: Math.max(8, Math.round(scale * crop.width)),
    height: Math.max(8, Math.round(scale * crop.height)),
  };
}

/** A mesh in a crop's pixels, in those of its grid. */
export function meshOnGrid(mesh: Float32Array, crop: Grid, grid: Grid): Float32Array {
  const [sx, sy] = [grid.width / crop.width, grid.height / crop.height];
  const depth = Math.sqrt(sx * sy);
  const out = new Float32Array(mesh.length);
  for (let i = 0; i < mesh.length; i += 3) {
    out[i] = sx * mesh[i]! + (sx - 1) / 2;
    out[i + 1] = sy * mesh[i + 1]! + (sy - 1) / 2;
    out[i + 2] = depth * mesh[i + 2]!;
  }
  return out;
}

/** The pixels of a picture on a grid, each the mean of what it covers. */
export function pixelsOnGrid(kernels: Kernels, image: Image, grid: Grid): Uint8ClampedArray {
  if (image.width === grid.width && image.height === grid.height) return kernels.readImage(image);
  const small = kernels.createImage(grid.width, grid.height);
  kernels.resize(image, small, 'area');
  return kernels.readImage(small);
}

/** A plane of the grid on the crop's pixels, bilinear. */
export function fromGrid(plane: Plane, width: number, height: number): Plane {
  const out = createPlane(width, height);
  const sampler = new GridRows(plane, width, height);
  for (let y = 0; y < height; y++) sampler.row(y, out.data.subarray(y * width, (y + 1) * width));
  return out;
}

/** Reads a plane of the grid row by row of the crop, bilinear. */
export class GridRows {
  readonly #plane: Plane;
  readonly #height: number;
  readonly #from: Int32Array;
  readonly #part: Float32Array;
  readonly #line: Float32Array;

  constructor(plane: Plane, width: number, height: number) {
    this.#plane = plane;
    this.#height = height;
    this.#from = new Int32Array(width);
    this.#part = new Float32Array(width);
    this.#line = new Float32Array(plane.width + 1);
    for (let x = 0; x < width; x++) {
      const at = placeOn(plane.width, width, x);
      this.#from[x] = Math.floor(at);
      this.#part[x] = at - this.#from[x]!;
    }
  }

  /** Fills `out` with row `y` of the crop. */
  row(y: number, out: Float32Array): void {
    const { data, width, height } = this.#plane;
    const [line, from, part] = [this.#line, this.#from, this.#part];
    const at = placeOn(height, this.#height, y);
    const top = Math.floor(at) * width;
    const bottom = Math.min(height - 1, Math.floor(at) + 1) * width;
    const v = at - Math.floor(at);
    for (let x = 0; x < width; x++) line[x] = data[top + x]! + v * (data[bottom + x]! - data[top + x]!);
    line[width] = line[width - 1]!;
    for (let x = 0; x < out.length; x++) {
      const left = from[x]!;
      out[x] = line[left]! + part[x]! * (line[left + 1]! - line[left]!);
    }
  }
}

/** Where the centre of pixel `i` of `size` lies on `cells` cells. */
function placeOn(cells: number, size: number, i: number): number {
  return Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / size - 0.5));
}
