import { createPlane, type Plane } from './plane.js';

/** One number per pixel. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Uint8Array;
}

/**
 * Sets the pixels whose centre lies inside a polygon (even-odd rule) to `value`.
 * @param points Mesh points with the given stride; x and y come first.
 * @param loop Indices of the polygon's corners in order.
 */
export function fillPolygon(
  plane: Canvas,
  points: Float32Array,
  stride: number,
  loop: readonly number[],
  value: number,
): void {
  const { width, height, data } = plane;
  const crossings: number[] = [];
  const [top, bottom] = rowsOf(points, stride, loop);
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
    crossings.length = 0;
    for (let k = 0; k < loop.length; k++) {
      const p = loop[k]! * stride;
      const q = loop[(k + 1) % loop.length]! * stride;
      const py = points[p + 1]!;
      const qy = points[q + 1]!;
      if (py <= y === qy <= y) continue;
      crossings.push(points[p]! + ((y - py) / (qy - py)) * (points[q]! - points[p]!));
    }
    crossings.sort((m, n) => m - n);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil(crossings[k]!));
      const to = Math.min(width - 1, Math.floor(crossings[k + 1]!));
      for (let x = from; x <= to; x++) data[y * width + x] = value;
    }
  }
}

/** The first and the last row that a polygon can reach. */
function rowsOf(
  points: Float32Array,
  stride: number,
  loop: readonly number[],
): [top: number, bottom: number] {
  let [top, bottom] = [Infinity, -Infinity];
  for (const point of loop) {
    const y = points[point * stride + 1]!;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return [Math.floor(top), Math.ceil(bottom)];
}

/** The convex hull of some mesh points as a loop of their indices (A. Andrew, 1979). */
export function hullOf(points: Float32Array, stride: number, indices: readonly number[]): number[] {
  const x = (i: number): number => points[i * stride]!;
  const y = (i: number): number => points[i * stride + 1]!;
  const sorted = [...indices].sort((i, j) => x(i) - x(j) || y(i) - y(j));
  const half = (order: readonly number[]): number[] => {
    const chain: number[] = [];
    for (const i of order) {
      while (chain.length > 1) {
        const p = chain.at(-2)!;
        const q = chain.at(-1)!;
        if ((x(q) - x(p)) * (y(i) - y(p)) - (y(q) - y(p)) * (x(i) - x(p)) > 0) break;
        chain.pop();
      }
      chain.push(i);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

/** What the convex hulls of some parts of a mesh (x, y, z triples) enclose, 0 or 1. */
export function hulls(
  mesh: Float32Array,
  width: number,
  height: number,
  ...parts: (readonly number[])[]
): Plane {
  const plane = createPlane(width, height);
  for (const part of parts) fillPolygon(plane, mesh, 3, hullOf(mesh, 3, part), 1);
  return plane;
}
