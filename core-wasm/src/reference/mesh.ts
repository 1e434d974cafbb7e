import type { MeshWarp } from '@facet/api';
import { toLevel, type Raster } from './raster.js';
import { bilinear, gridSize } from './sample.js';

/** Destination points are snapped to 1/256 pixel, which makes edge tests exact: neighbours share every edge without hole or overlap. */
const subpixels = 256;

interface Corner {
  /** Destination in subpixels. */
  readonly x: number;
  readonly y: number;
  /** Source in pixels. */
  readonly u: number;
  readonly v: number;
  readonly depth: number;
}

/** A value that changes linearly over the picture: `base` at the first corner, then so much per pixel. */
interface Plane {
  readonly base: number;
  readonly perX: number;
  readonly perY: number;
}

type Triangle = readonly [Corner, Corner, Corner];

/** Draws textured triangles; a pixel on a shared edge belongs to the triangle whose top or left edge it is. */
export function warpMesh(src: Raster, dst: Raster, mesh: MeshWarp): void {
  const nearest =
    mesh.depth === undefined ? undefined : new Float32Array(dst.width * dst.height).fill(Infinity);
  for (let i = 0; i < mesh.triangles.length; i += 3) {
    const triangle = [0, 1, 2].map((k) => corner(mesh, mesh.triangles[i + k]!)) as [Corner, Corner, Corner];
    drawTriangle(src, dst, triangle, nearest);
  }
}

function corner(mesh: MeshWarp, index: number): Corner {
  return {
    x: Math.floor(mesh.to[index * 2]! * subpixels + 0.5),
    y: Math.floor(mesh.to[index * 2 + 1]! * subpixels + 0.5),
    u: mesh.from[index * 2]!,
    v: mesh.from[index * 2 + 1]!,
    depth: mesh.depth?.[index] ?? 0,
  };
}

function drawTriangle(src: Raster, dst: Raster, triangle: Triangle, nearest: Float32Array | undefined): void {
  const [p, q, r] = triangle;
  if (edge(p, q, r.x, r.y) <= 0) return;
  const u = plane(triangle, [p.u, q.u, r.u]);
  const v = plane(triangle, [p.v, q.v, r.v]);
  const z = plane(triangle, [p.depth, q.depth, r.depth]);
  const x0 = Math.max(Math.ceil(Math.min(p.x, q.x, r.x) / subpixels), 0);
  const x1 = Math.min(Math.floor(Math.max(p.x, q.x, r.x) / subpixels), dst.width - 1);
  const y0 = Math.max(Math.ceil(Math.min(p.y, q.y, r.y) / subpixels), 0);
  const y1 = Math.min(Math.floor(Math.max(p.y, q.y, r.y) / subpixels), dst.height - 1);
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      if (!covers(triangle, x * subpixels, y * subpixels)) continue;
      const at = y * dst.width + x;
      if (nearest !== undefined) {
        const depth = Math.fround(valueAt(z, p, x, y));
        if (depth >= nearest[at]!) continue;
        nearest[at] = depth;
      }
      const gridX = Math.floor(valueAt(u, p, x, y) * gridSize + 0.5);
      const gridY = Math.floor(valueAt(v, p, x, y) * gridSize + 0.5);
      for (let channel = 0; channel < 4; channel++) {
        dst.data[at * 4 + channel] = toLevel(bilinear(src, 4, gridX, gridY, channel, 'edge'));
      }
    }
  }
}

function covers([p, q, r]: Triangle, x: number, y: number): boolean {
  return onInnerSide(p, q, x, y) && onInnerSide(q, r, x, y) && onInnerSide(r, p, x, y);
}

/** On the inner side of an edge of a clockwise triangle, or on the edge itself when it is a top or left one. */
function onInnerSide(from: Corner, to: Corner, x: number, y: number): boolean {
  const side = edge(from, to, x, y);
  const topOrLeft = to.y < from.y || (to.y === from.y && to.x > from.x);
  return side > 0 || (side === 0 && topOrLeft);
}

/** Twice the signed area of the triangle that an edge makes with a point; positive when the three run clockwise (y down). */
function edge(from: Corner, to: Corner, x: number, y: number): number {
  return (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x);
}

/** The plane through three values at the corners. */
function plane([p, q, r]: Triangle, [atP, atQ, atR]: readonly [number, number, number]): Plane {
  const qx = (q.x - p.x) / subpixels;
  const qy = (q.y - p.y) / subpixels;
  const rx = (r.x - p.x) / subpixels;
  const ry = (r.y - p.y) / subpixels;
  const area = qx * ry - rx * qy;
  const dq = atQ - atP;
  const dr = atR - atP;
  return { base: atP, perX: (dq * ry - dr * qy) / area, perY: (dr * qx - dq * rx) / area };
}

function valueAt({ base, perX, perY }: Plane, origin: Corner, x: number, y: number): number {
  return perX * (x - origin.x / subpixels) + (base + perY * (y - origin.y / subpixels));
}
