import type { Rect } from '@facet/api';
import type { Plane } from './lab.js';

/** The outline of the face in MediaPipe's mesh, from the top of the forehead on. */
export const faceOval: readonly number[] = [
  10, 109, 67, 103, 54, 21, 162, 127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379,
  365, 397, 288, 361, 323, 454, 356, 389, 251, 284, 332, 297, 338,
];

/**
 * The distance in pixels of each pixel of a region from the outline of a face: positive inside, negative outside.
 * @param mesh x, y, z triples in pixels of the frame.
 * @param region In whole pixels of the frame.
 */
export function faceDepth(mesh: Float32Array, region: Rect): Plane {
  const { width, height } = region;
  const edges = edgesOf(mesh, region);
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let nearest = Infinity;
      let inside = false;
      for (let e = 0; e < edges.length; e += 5) {
        const px = x - edges[e]!;
        const py = y - edges[e + 1]!;
        const dx = edges[e + 2]!;
        const dy = edges[e + 3]!;
        if (py < 0 !== py < dy && px < (py / dy) * dx) inside = !inside;
        const along = (px * dx + py * dy) / edges[e + 4]!;
        const t = along > 0 ? (along < 1 ? along : 1) : 0;
        const squared = (px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy);
        if (squared < nearest) nearest = squared;
      }
      data[y * width + x] = inside ? nearest : -nearest;
    }
  }
  return { width, height, data: data.map((squared) => Math.sign(squared) * Math.sqrt(Math.abs(squared))) };
}

/** Start, direction and squared length of each edge of the outline; points that coincide make none. */
function edgesOf(mesh: Float32Array, region: Rect): Float64Array {
  const edges: number[] = [];
  faceOval.forEach((from, k) => {
    const to = faceOval[(k + 1) % faceOval.length]!;
    const dx = mesh[3 * to]! - mesh[3 * from]!;
    const dy = mesh[3 * to + 1]! - mesh[3 * from + 1]!;
    const norm = dx * dx + dy * dy;
    if (norm > 0) edges.push(mesh[3 * from]! - region.x, mesh[3 * from + 1]! - region.y, dx, dy, norm);
  });
  return Float64Array.from(edges);
}
