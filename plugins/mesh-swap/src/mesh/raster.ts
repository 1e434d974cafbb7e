import { createPlane, type Plane } from '../planes/plane.js';
import { meshTriangles } from './triangles.js';

/** Which triangle each pixel shows, with its barycentric weights. */
export interface MeshRaster {
  readonly width: number;
  readonly height: number;
  /** Triangle per pixel, or -1. */
  readonly triangle: Int32Array;
  /** Weights of the triangle's second and third point. */
  readonly second: Float32Array;
  readonly third: Float32Array;
}

/**
 * Draws the mesh: nearest triangle per pixel, those facing away left out.
 * @param mesh x, y, z triples in the picture's pixels, smaller z nearer.
 */
export function rasterMesh(mesh: Float32Array, width: number, height: number): MeshRaster {
  const triangle = new Int32Array(width * height).fill(-1);
  const second = new Float32Array(width * height);
  const third = new Float32Array(width * height);
  const nearest = new Float32Array(width * height).fill(Infinity);
  for (let t = 0; t < meshTriangles.length / 3; t++) {
    const [a, b, c] = [
      3 * meshTriangles[3 * t]!,
      3 * meshTriangles[3 * t + 1]!,
      3 * meshTriangles[3 * t + 2]!,
    ];
    const ax = mesh[a]!;
    const ay = mesh[a + 1]!;
    const abx = mesh[b]! - ax;
    const aby = mesh[b + 1]! - ay;
    const acx = mesh[c]! - ax;
    const acy = mesh[c + 1]! - ay;
    const area = abx * acy - aby * acx;
    if (area <= 1e-9) continue;
    const x0 = Math.max(0, Math.ceil(ax + Math.min(0, abx, acx) - 1e-4));
    const x1 = Math.min(width - 1, Math.floor(ax + Math.max(0, abx, acx) + 1e-4));
    const y0 = Math.max(0, Math.ceil(ay + Math.min(0, aby, acy) - 1e-4));
    const y1 = Math.min(height - 1, Math.floor(ay + Math.max(0, aby, acy) + 1e-4));
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const u = ((x - ax) * acy - (y - ay) * acx) / area;
        const v = ((y - ay) * abx - (x - ax) * aby) / area;
        if (u < -1e-4 || v < -1e-4 || u + v > 1.0001) continue;
        const depth = mesh[a + 2]! + u * (mesh[b + 2]! - mesh[a + 2]!) + v * (mesh[c + 2]! - mesh[a + 2]!);
        const at = y * width + x;
        if (depth >= nearest[at]!) continue;
        nearest[at] = depth;
        triangle[at] = t;
        second[at] = u;
        third[at] = v;
      }
    }
  }
  return { width, height, triangle, second, third };
}

/** One value per mesh point, carried onto the pixels; `outside` where the mesh does not reach. */
export function interpolate(raster: MeshRaster, values: ArrayLike<number>, outside = 0): Plane {
  const plane = createPlane(raster.width, raster.height, outside);
  for (let i = 0; i < plane.data.length; i++) {
    const t = raster.triangle[i]!;
    if (t < 0) continue;
    const a = values[meshTriangles[3 * t]!]!;
    const u = raster.second[i]!;
    const v = raster.third[i]!;
    plane.data[i] =
      a + u * (values[meshTriangles[3 * t + 1]!]! - a) + v * (values[meshTriangles[3 * t + 2]!]! - a);
  }
  return plane;
}
