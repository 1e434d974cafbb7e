import type { Image, Kernels } from '@facet/api';
import { createPlane, type Plane } from './planes/plane.js';

/**
 * Distance of the eyes, in pixels of the grid, on which what lies over a face is looked for. More pixels cost time and change
 * nothing that can be seen. Source: measured on 36 pairs.
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

/** A plane of the grid on the crop's pixels, bilinear. What is 0 on the grid costs nothing. */
export function fromGrid(plane: Plane, width: number, height: number): Plane {
  const out = createPlane(width, height);
  const columns = placesOn(plane.width, width);
  const rows = placesOn(plane.height, height);
  const line = new Float32Array(plane.width + 1);
  const spans = spansOf(plane);
  for (let y = 0; y < height; y++) {
    const top = rows.from[y]!;
    const bottom = Math.min(plane.height - 1, top + 1);
    const first = Math.min(spans.first[top]!, spans.first[bottom]!);
    const last = Math.max(spans.last[top]!, spans.last[bottom]!);
    if (first > last) continue;
    mixRows(plane, top, bottom, rows.part[y]!, first, last, line);
    const x0 = Math.max(0, Math.ceil(((first - 0.5) * width) / plane.width - 0.5));
    const x1 = Math.min(width, Math.floor(((last + 1.5) * width) / plane.width - 0.5) + 1);
    mixColumns(line, columns, x0, x1, out.data, y * width);
  }
  return out;
}

/** A plane of 0 and 1 on another grid: the nearest value. */
export function resampled(plane: Plane, { width, height }: Grid): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const out = createPlane(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * plane.height) / height) * plane.width;
    for (let x = 0; x < width; x++, i++) {
      out.data[i] = plane.data[row + Math.floor(((x + 0.5) * plane.width) / width)]!;
    }
  }
  return out;
}

/** The first and the last value of each row that is not 0. */
interface Spans {
  readonly first: Int32Array;
  readonly last: Int32Array;
}

function spansOf({ width, height, data }: Plane): Spans {
  const first = new Int32Array(height).fill(width);
  const last = new Int32Array(height).fill(-1);
  for (let y = 0, start = 0; y < height; y++, start += width) {
    let x = 0;
    while (x < width && data[start + x] === 0) x++;
    if (x === width) continue;
    first[y] = x;
    for (x = width - 1; data[start + x] === 0;) x--;
    last[y] = x;
  }
  return { first, last };
}

/** Writes what lies between two rows of the grid, from a value before `first` to one behind `last`. */
function mixRows(
  { width, data }: Plane,
  top: number,
  bottom: number,
  part: number,
  first: number,
  last: number,
  line: Float32Array,
): void {
  const end = Math.min(width - 1, last + 1);
  for (let x = Math.max(0, first - 1); x <= end; x++) {
    const value = data[top * width + x]!;
    line[x] = value + part * (data[bottom * width + x]! - value);
  }
  line[end + 1] = line[end]!;
}

function mixColumns(
  line: Float32Array,
  { from, part }: Places,
  x0: number,
  x1: number,
  out: Float32Array,
  start: number,
): void {
  for (let x = x0; x < x1; x++) {
    const left = from[x]!;
    out[start + x] = line[left]! + part[x]! * (line[left + 1]! - line[left]!);
  }
}

/** Where pixels of a crop lie on the grid, along one axis: the value before each, and the share of the next one. */
interface Places {
  readonly from: Int32Array;
  readonly part: Float32Array;
}

function placesOn(cells: number, size: number): Places {
  const from = new Int32Array(size);
  const part = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const at = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / size - 0.5));
    from[i] = Math.floor(at);
    part[i] = at - from[i]!;
  }
  return { from, part };
}
