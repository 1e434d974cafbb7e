import { innerDistance } from './planes/distance.js';
import { createPlane, mapPlane, smoothstep, type Plane } from './planes/plane.js';
import { drawLine } from './planes/polygon.js';

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

/**
 * Where the target's own mouth stays, 0..1: the inside of an open mouth when the source's is (nearly) closed and has no
 * teeth to give, or the line between closed lips when the source's is open and teeth would be squeezed into it.
 * @param mouth The opening of the target's mouth on the pixels, 0 or 1.
 * @returns Nothing when both mouths are alike.
 */
export function keptMouth(
  mesh: Float32Array,
  interocular: number,
  sourceOpening: number,
  mouth: Plane,
): Plane | undefined {
  const opening = mouthOpening(mesh, interocular);
  const opens = opening > open && sourceOpening < opening / 2;
  const closes = sourceOpening > open && opening < sourceOpening / 2;
  if (!opens && !closes) return undefined;
  const kept = createPlane(mouth.width, mouth.height);
  kept.data.set(mouth.data);
  if (closes) drawLine(kept, middleLine(mesh), 1);
  const away = innerDistance(mapPlane(kept, (value) => 1 - value));
  const width = closes ? lineWidth : 0;
  return mapPlane(away, (distance) => 1 - smoothstep(width, width + lineEdge, distance / interocular));
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
