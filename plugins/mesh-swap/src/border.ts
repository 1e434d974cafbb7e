import { blurMasked } from './planes/blur.js';
import { innerDistance } from './planes/distance.js';
import { createMembrane, solveMembrane } from './planes/membrane.js';
import { mapPlane, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';
import { subtract } from './relight.js';

/** How far from the border its differences are taken, in IOD. */
const borderReach = 0.06;
/** Larger differences at the border are things, not light: log luminance, relative chroma. */
const largestStep = { log: 0.7, chroma: 0.15 };
/** Blur of the differences before they are carried inwards, in IOD: single hairs must not leave streaks. */
const borderScale = 0.04;

/** Where and on what a face is joined, each 0..1. */
export interface Joint {
  /** The pixels to replace. */
  readonly region: Plane;
  /** Outside the region: where the target must be met. Elsewhere, beside hair or a hand, the border is left open. */
  readonly anchor: Plane;
  /** Where a difference between the faces means something: bare skin. */
  readonly measured: Plane;
}

/**
 * Removes what difference remains at the border of the region, and fades the correction inwards (Poisson blending,
 * P. Pérez et al., 2003, as the membrane of the border's differences). They are taken from bare skin along the border;
 * where a brow or an ear stands there, its surroundings speak for it.
 */
export function joinBorder(
  face: TonePlanes,
  target: TonePlanes,
  joint: Joint,
  interocular: number,
): TonePlanes {
  const within = innerDistance(joint.region);
  const beyond = innerDistance(mapPlane(joint.region, (value) => 1 - value));
  const near = borderReach * interocular;
  const rim = mapPlane(joint.measured, (value, i) =>
    within.data[i]! < near && beyond.data[i]! < near ? value : 0,
  );
  const membrane = createMembrane(joint.region, joint.anchor);
  const join = (channel: Plane, wanted: Plane, limit: number): Plane => {
    const difference = mapPlane(subtract(wanted, channel), (value) =>
      Math.min(limit, Math.max(-limit, value)),
    );
    const correction = solveMembrane(
      membrane,
      blurMasked(difference, rim, borderScale * interocular),
      undefined,
      1e-3,
    );
    return mapPlane(channel, (value, i) => value + correction.data[i]!);
  };
  return {
    log: join(face.log, target.log, largestStep.log),
    a: join(face.a, target.a, largestStep.chroma),
    b: join(face.b, target.b, largestStep.chroma),
  };
}
