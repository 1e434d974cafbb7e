import { createPlane, type Plane } from './plane.js';

/** The mean of each block of `factor` x `factor` pixels (fewer at the right and bottom edges). */
export function reduce(plane: Plane, factor: number): Plane {
  const width = Math.ceil(plane.width / factor);
  const height = Math.ceil(plane.height / factor);
  const out = createPlane(width, height);
  for (let y = 0; y < plane.height; y++) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0, block = row, left = factor; x < plane.width; x++) {
      out.data[block]! += plane.data[y * plane.width + x]!;
      if (--left === 0) {
        block++;
        left = factor;
      }
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

/** Undoes `reduce` smoothly: bilinear between the blocks' centres. */
export function enlarge(plane: Plane, factor: number, width: number, height: number): Plane {
  const out = createPlane(width, height);
  const columns = taps(width, plane.width, factor);
  const rows = taps(height, plane.height, factor);
  for (let y = 0; y < height; y++) {
    const top = rows.from[y]! * plane.width;
    const bottom = Math.min(plane.height - 1, rows.from[y]! + 1) * plane.width;
    const v = rows.part[y]!;
    for (let x = 0; x < width; x++) {
      const left = columns.from[x]!;
      const right = Math.min(plane.width - 1, left + 1);
      const u = columns.part[x]!;
      const upper = plane.data[top + left]! + u * (plane.data[top + right]! - plane.data[top + left]!);
      const lower =
        plane.data[bottom + left]! + u * (plane.data[bottom + right]! - plane.data[bottom + left]!);
      out.data[y * width + x] = upper + v * (lower - upper);
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
