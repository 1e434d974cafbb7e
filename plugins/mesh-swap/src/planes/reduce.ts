import { createPlane, multiply, recycle, type Plane } from './plane.js';

/** The mean of each block of `factor` x `factor` pixels (fewer at the right and bottom edges). */
export function reduce(plane: Plane, factor: number): Plane {
  const { data } = plane;
  const width = Math.ceil(plane.width / factor);
  const height = Math.ceil(plane.height / factor);
  const out = createPlane(width, height);
  for (let y = 0, i = 0; y < plane.height; y++) {
    let block = Math.floor(y / factor) * width;
    for (let x = 0; x < plane.width; block++) {
      const end = Math.min(plane.width, x + factor);
      let sum = 0;
      for (; x < end; x++) sum += data[i++]!;
      out.data[block]! += sum;
    }
  }
  for (let y = 0; y < height; y++) {
    const rows = Math.min(factor, plane.height - y * factor);
    for (let x = 0; x < width; x++) {
      out.data[y * width + x]! /= rows * Math.min(factor, plane.width - x * factor);
    }
  }
  return out;
}

/**
 * The weighted mean of each block of 2 x 2 pixels, for several planes; blocks without weight are 0.
 * @param weight 0 or more.
 */
export function halveWhere(planes: readonly Plane[], weight: Plane): Plane[] {
  const total = reduce(weight, 2).data;
  return planes.map((plane) => {
    const weighted = multiply(plane, weight);
    const out = divideBy(reduce(weighted, 2), total);
    recycle(weighted);
    return out;
  });
}

function divideBy(plane: Plane, total: Float32Array): Plane {
  for (let i = 0; i < total.length; i++) if (total[i]! > 0) plane.data[i]! /= total[i]!;
  return plane;
}

/** Undoes `reduce` smoothly: bilinear between the blocks' centres. */
export function enlarge(plane: Plane, factor: number, width: number, height: number): Plane {
  const { data } = plane;
  const out = createPlane(width, height);
  const columns = taps(width, plane.width, factor);
  const rows = taps(height, plane.height, factor);
  const line = new Float32Array(plane.width + 1);
  for (let y = 0, i = 0; y < height; y++) {
    const top = rows.from[y]! * plane.width;
    const bottom = Math.min(plane.height - 1, rows.from[y]! + 1) * plane.width;
    const v = rows.part[y]!;
    for (let x = 0; x < plane.width; x++) line[x] = data[top + x]! + v * (data[bottom + x]! - data[top + x]!);
    line[plane.width] = line[plane.width - 1]!;
    for (let x = 0; x < width; x++, i++) {
      const left = columns.from[x]!;
      out.data[i] = line[left]! + columns.part[x]! * (line[left + 1]! - line[left]!);
    }
  }
  return out;
}

function taps(size: number, blocks: number, factor: number): { from: Int32Array; part: Float32Array } {
  const from = new Int32Array(size);
  const part = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const at = Math.min(blocks - 1, Math.max(0, (i + 0.5) / factor - 0.5));
    from[i] = Math.floor(at);
    part[i] = at - from[i]!;
  }
  return { from, part };
}
