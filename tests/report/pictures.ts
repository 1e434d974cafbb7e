import type { Pixels, Point } from '@facet/api';
import type { Plane } from '../../host/dist/report/lab.js';
import { faceOval } from '../../host/dist/report/face-outline.js';

export type Rgb = readonly [number, number, number];

export const gray = (level: number): Rgb => [level, level, level];

/** A square picture of a function. */
export function painted(size: number, color: (x: number, y: number) => Rgb): Pixels {
  const data = new Uint8ClampedArray(4 * size * size);
  for (let i = 0; i < size * size; i++) data.set([...color(i % size, Math.floor(i / size)), 255], 4 * i);
  return { width: size, height: size, data };
}

/** 1 within a disc, 0 elsewhere. */
export function disc(size: number, centre: Point, radius: number): Plane {
  const data = new Float32Array(size * size).map((_, i) =>
    Math.hypot((i % size) - centre.x, Math.floor(i / size) - centre.y) < radius ? 1 : 0,
  );
  return { width: size, height: size, data };
}

/** A mesh whose outline is a circle, its eyes `radius` apart. */
export function ovalMesh(centre: Point, radius: number): Float32Array {
  const mesh = new Float32Array(468 * 3);
  for (let i = 0; i < 468; i++) mesh.set([centre.x, centre.y, 0], 3 * i);
  faceOval.forEach((point, k) => {
    const angle = (2 * Math.PI * k) / faceOval.length;
    mesh.set([centre.x + radius * Math.sin(angle), centre.y - radius * Math.cos(angle), 0], 3 * point);
  });
  for (const [point, side] of [
    [33, -0.7],
    [133, -0.3],
    [362, 0.3],
    [263, 0.7],
  ] as const)
    mesh.set([centre.x + side * radius, centre.y, 0], 3 * point);
  return mesh;
}
