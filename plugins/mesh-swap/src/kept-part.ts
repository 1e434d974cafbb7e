import { boundsOf } from '@facet/api';
import { outerDistance } from './planes/distance.js';
import { createPlane, mapPlane, smoothstep, type Plane } from './planes/plane.js';
import { fillPolygon } from './planes/polygon.js';

/** A part of the crop, and how much of the target's own face stays there, 0..1. */
export interface KeptPart {
  readonly x: number;
  readonly y: number;
  readonly kept: Plane;
}

/**
 * The inside of a loop of mesh points, with a soft edge around it.
 * @param loop Mesh points in order.
 * @param room How far beyond the loop the part reaches, in pixels.
 * @param edge Width of the soft edge from there, in pixels.
 */
export function keptPart(mesh: Float32Array, loop: readonly number[], room: number, edge: number): KeptPart {
  const around = Math.ceil(room + edge) + 1;
  const bounds = boundsOf(
    loop.flatMap((point) => [mesh[3 * point]!, mesh[3 * point + 1]!]),
    2,
  );
  const [x, y] = [Math.floor(bounds.x) - around, Math.floor(bounds.y) - around];
  const own = createPlane(
    Math.ceil(bounds.width) + 2 * around + 2,
    Math.ceil(bounds.height) + 2 * around + 2,
  );
  const placed = mesh.map((value, i) => value - (i % 3 === 0 ? x : i % 3 === 1 ? y : 0));
  fillPolygon(own, placed, 3, loop, 1);
  const kept = mapPlane(outerDistance(own), (distance) => 1 - smoothstep(room, room + edge, distance));
  return { x, y, kept };
}

/** Takes the new face away where the target's own stays, in place. */
export function keepParts(alpha: Plane, parts: readonly KeptPart[]): void {
  for (const { x, y, kept } of parts) {
    for (let j = 0; j < kept.height; j++) {
      for (let i = 0; i < kept.width; i++) {
        const [px, py] = [x + i, y + j];
        if (px < 0 || py < 0 || px >= alpha.width || py >= alpha.height) continue;
        alpha.data[py * alpha.width + px]! *= 1 - kept.data[j * kept.width + i]!;
      }
    }
  }
}
