import type { Image, Kernels } from '@facet/api';
import { meshPointCount } from './mesh/canonical.js';
import { faceOval } from './mesh/regions.js';
import { meshTriangles } from './mesh/triangles.js';
import { fillPolygon } from './planes/polygon.js';

/** Rings around the face outline: how many times the outline, and the share of its move they follow. */
const rings = [
  { times: 1, share: 1 },
  { times: 1.12, share: 0.6 },
  { times: 1.25, share: 0.2 },
  { times: 1.4, share: 0 },
] as const;

export interface Moved {
  /** The crop with the face and its surroundings moved. */
  readonly image: Image;
  /** 255 inside the outermost ring: pixels that may have moved; else 0. */
  readonly area: Uint8Array;
}

/** Moves the target's picture from one mesh to another; around the face the move fades to nothing over the rings. */
export function moveSurroundings(kernels: Kernels, crop: Image, from: Float32Array, to: Float32Array): Moved {
  const image = kernels.createImage(crop.width, crop.height);
  kernels.blend(image, crop, 1);
  const corners = faceOval.length;
  const fromPoints = new Float32Array(2 * (meshPointCount + corners * rings.length));
  const toPoints = new Float32Array(fromPoints.length);
  for (let i = 0; i < meshPointCount; i++) {
    for (const axis of [0, 1]) {
      fromPoints[2 * i + axis] = from[3 * i + axis]!;
      toPoints[2 * i + axis] = to[3 * i + axis]!;
    }
  }
  const depth = new Float32Array(fromPoints.length / 2);
  for (let i = 0; i < meshPointCount; i++) depth[i] = to[3 * i + 2]!;
  for (const axis of [0, 1]) {
    const centre = faceOval.reduce((sum, point) => sum + from[3 * point + axis]!, 0) / corners;
    rings.forEach(({ times, share }, ring) => {
      faceOval.forEach((point, k) => {
        const at = meshPointCount + ring * corners + k;
        const start = from[3 * point + axis]!;
        const place = centre + times * (start - centre);
        fromPoints[2 * at + axis] = place;
        toPoints[2 * at + axis] = place + share * (to[3 * point + axis]! - start);
        // Behind everything: where a turned face reaches over its outline, the face is in front.
        depth[at] = 1e4;
      });
    });
  }
  kernels.warpMesh(crop, image, { from: fromPoints, to: toPoints, depth, triangles: ringTriangles() });
  const last = meshPointCount + (rings.length - 1) * corners;
  const { width, height } = crop;
  const area = new Uint8Array(width * height);
  fillPolygon(
    { width, height, data: area },
    fromPoints,
    2,
    faceOval.map((_, k) => last + k),
    255,
  );
  return { image, area };
}

/** The face's triangles and those between the rings, facing the camera. */
function ringTriangles(): Uint16Array {
  const corners = faceOval.length;
  const out: number[] = [...meshTriangles];
  for (let ring = 0; ring + 1 < rings.length; ring++) {
    for (let k = 0; k < corners; k++) {
      const inner = meshPointCount + ring * corners;
      const next = (k + 1) % corners;
      const [a, b] = [inner + k, inner + next];
      const [c, d] = [a + corners, b + corners];
      // The outline runs counter-clockwise on the picture.
      out.push(a, b, c, b, d, c);
    }
  }
  return Uint16Array.from(out);
}
