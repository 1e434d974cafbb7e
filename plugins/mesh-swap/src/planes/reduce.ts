import { createPlane, type Plane } from './plane.js';

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
  return planes.map((plane) => halvePlane(plane, weight));
}

function halvePlane({ width, height, data }: Plane, { data: weight }: Plane): Plane {
  const out = createPlane(Math.ceil(width / 2), Math.ceil(height / 2));
  for (let y = 0, block = 0; y < height; y += 2) {
    // At an odd edge a pixel stands for its missing neighbour, which leaves the mean as it is.
    const down = y + 1 < height ? width : 0;
    for (let x = 0, i = y * width; x < width; x += 2, i += 2, block++) {
      const right = x + 1 < width ? 1 : 0;
      const [p, q, r, s] = [weight[i]!, weight[i + right]!, weight[i + down]!, weight[i + right + down]!];
      const total = p + q + r + s;
      if (total === 0) continue;
      out.data[block] =
        (p * data[i]! + q * data[i + right]! + r * data[i + down]! + s * data[i + right + down]!) / total;
    }
  }
  return out;
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
