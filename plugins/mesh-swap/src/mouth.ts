import { boundsOf } from '@facet/api';
import { innerLips } from './mesh/regions.js';
import { outerDistance } from './planes/distance.js';
import { createPlane, mapPlane, smoothstep, type Plane } from './planes/plane.js';
import { drawLine, fillPolygon } from './planes/polygon.js';

/** An opening beyond which the inside of a mouth shows, in IOD. Source: measured. */
const open = 0.06;
/** Half the width of the line between closed lips, and of its soft edge, in IOD. */
const [lineWidth, lineEdge] = [0.012, 0.03];

/** Pairs of points across the opening of the mouth, upper and lower lip, between the corners 78 and 308. */
const lipPairs: readonly (readonly [number, number])[] = [
  [191, 95],
  [80, 88],
  [81, 178],
  [82, 87],
  [13, 14],
  [312, 317],
  [311, 402],
  [310, 318],
  [415, 324],
];

/** Opening of the mouth between the inner lips, in IOD. */
export function mouthOpening(mesh: Float32Array, interocular: number): number {
  const [top, bottom] = [3 * 13, 3 * 14];
  return (
    Math.hypot(
      mesh[top]! - mesh[bottom]!,
      mesh[top + 1]! - mesh[bottom + 1]!,
      mesh[top + 2]! - mesh[bottom + 2]!,
    ) / interocular
  );
}

/** A part of the crop, and how much of the target's own mouth stays there, 0..1. */
export interface KeptMouth {
  readonly x: number;
  readonly y: number;
  readonly kept: Plane;
}

/**
 * Where the target's own mouth stays: the inside of an open mouth when the source's is (nearly) closed and has no
 * teeth to give, or the line between closed lips when the source's is open and teeth would be squeezed into it.
 * @returns Nothing when both mouths are alike.
 */
export function keptMouth(
  mesh: Float32Array,
  interocular: number,
  sourceOpening: number,
): KeptMouth | undefined {
  const opening = mouthOpening(mesh, interocular);
  const opens = opening > open && sourceOpening < opening / 2;
  const closes = sourceOpening > open && opening < sourceOpening / 2;
  if (!opens && !closes) return undefined;
  const width = closes ? lineWidth : 0;
  const room = Math.ceil((width + lineEdge) * interocular) + 1;
  const lips = innerLips.flatMap((point) => [mesh[3 * point]!, mesh[3 * point + 1]!]);
  const bounds = boundsOf(lips, 2);
  const [x, y] = [Math.floor(bounds.x) - room, Math.floor(bounds.y) - room];
  const own = createPlane(Math.ceil(bounds.width) + 2 * room + 2, Math.ceil(bounds.height) + 2 * room + 2);
  const placed = mesh.map((value, i) => value - (i % 3 === 0 ? x : i % 3 === 1 ? y : 0));
  fillPolygon(own, placed, 3, innerLips, 1);
  if (closes) drawLine(own, middleLine(placed), 1);
  const away = outerDistance(own);
  const kept = mapPlane(away, (distance) => 1 - smoothstep(width, width + lineEdge, distance / interocular));
  return { x, y, kept };
}

/** The line where closed lips meet, x, y pairs from corner to corner. */
function middleLine(mesh: Float32Array): Float32Array {
  const line: number[] = [mesh[3 * 78]!, mesh[3 * 78 + 1]!];
  for (const [upper, lower] of lipPairs) {
    for (const axis of [0, 1]) line.push((mesh[3 * upper + axis]! + mesh[3 * lower + axis]!) / 2);
  }
  line.push(mesh[3 * 308]!, mesh[3 * 308 + 1]!);
  return Float32Array.from(line);
}
