import { keptPart, type KeptPart } from './kept-part.js';
import { innerLips, outerLips } from './mesh/regions.js';
import { createPlane, type Plane } from './planes/plane.js';
import { fillPolygon, hullOf } from './planes/polygon.js';

/** Openings beyond which the inside of a mouth shows, and surely shows teeth, in IOD. Source: measured on 24 faces. */
const [open, wideOpen] = [0.06, 0.09];
/** The inside of a mouth that is darker than its lips by this shows no teeth, in natural logarithms of luminance. Source: the same faces; with teeth, -0.4 and more. */
const dark = -0.5;
/** Soft edges of what stays of the target's mouth, in IOD. */
const [innerEdge, lipEdge] = [0.03, 0.04];

/** A mouth. */
export interface Mouth {
  /** Between the inner lips, in IOD. */
  readonly opening: number;
  /** Whether there is something lighter than a dark gap in it. */
  readonly teeth: boolean;
}

/**
 * Looks at a mouth.
 * @param log Log luminance of the picture.
 */
export function mouthOf(log: Plane, mesh: Float32Array, interocular: number): Mouth {
  const opening = mouthOpening(mesh, interocular);
  const inside = createPlane(log.width, log.height);
  fillPolygon(inside, mesh, 3, outerLips, 1);
  fillPolygon(inside, mesh, 3, innerLips, 2);
  const sums = [0, 0, 0];
  const counts = [0, 0, 0];
  inside.data.forEach((part, i) => {
    sums[part]! += log.data[i]!;
    counts[part]!++;
  });
  const [, lips, gap] = sums.map((sum, part) => sum / Math.max(1, counts[part]!));
  return { opening, teeth: counts[2]! > 0 && gap! - lips! > dark };
}

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
 * Where the target's own mouth stays: the inside of an open mouth when the source's is (nearly) closed or a dark gap and has no
 * teeth to give, and the lips of a closed one when the source's is open: teeth squeezed between them would stay visible, and lips drawn out of
 * open ones look swollen.
 * @returns Nothing when both mouths are alike.
 */
export function keptMouth(mesh: Float32Array, interocular: number, source: Mouth): KeptPart | undefined {
  const opening = mouthOpening(mesh, interocular);
  if (source.opening > wideOpen && opening < source.opening / 2) {
    return keptPart(mesh, hullOf(mesh, 3, outerLips), 0, lipEdge * interocular);
  }
  const noTeeth = source.opening < opening / 2 || !source.teeth;
  return opening > open && noTeeth ? keptPart(mesh, innerLips, 0, innerEdge * interocular) : undefined;
}
