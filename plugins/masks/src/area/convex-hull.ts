import type { Point } from '@facet/api';

/** The convex hull of points as x, y pairs, in order around it (A. M. Andrew's monotone chain, 1979). */
export function convexHull(points: readonly Point[]): Float32Array {
  const sorted = [...points].sort((p, q) => p.x - q.x || p.y - q.y);
  const hull = [...chain(sorted), ...chain(sorted.reverse())];
  return Float32Array.from(hull.flatMap(({ x, y }) => [x, y]));
}

/** One half of the hull, without its last point, which begins the other half. */
function chain(sorted: readonly Point[]): readonly Point[] {
  const half: Point[] = [];
  for (const point of sorted) {
    while (half.length >= 2 && turn(half.at(-2)!, half.at(-1)!, point) <= 0) half.pop();
    half.push(point);
  }
  return half.slice(0, -1);
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
