import { leftBrow, leftEye, nostrils, outerLips, rightBrow, rightEye } from './mesh/regions.js';
import { type Plane } from './planes/plane.js';
import { grow } from './planes/near.js';
import { hulls } from './planes/polygon.js';

/** Parts of a face that tell glasses from other lines, 0 or 1. */
export interface GlassesRegions {
  /** The openings of the eyes with their lashes. */
  readonly eyes: Plane;
  /** Where a pair of glasses sits. */
  readonly lenses: Plane;
}

/** Room for lashes, for the folds of a smile, and for the frame of a pair of glasses, in IOD. */
const [lashes, folds, frame] = [0.05, 0.3, 0.35];
/** The bridge of the nose between brows and eyes. */
const bridge = [9, 8, 168, 6, 197, 195, 122, 351];

export function glassesRegions(
  mesh: Float32Array,
  width: number,
  height: number,
  interocular: number,
): GlassesRegions {
  const eyes = hulls(mesh, width, height, leftEye, rightEye);
  const brows = hulls(mesh, width, height, [...leftEye, ...leftBrow], [...rightEye, ...rightBrow]);
  return { eyes: grow(eyes, lashes * interocular), lenses: grow(brows, frame * interocular) };
}

/** Between the eyes, where a pair of glasses must cross, 0 or 1. */
export function bridgeOf(mesh: Float32Array, width: number, height: number): Plane {
  return hulls(mesh, width, height, bridge);
}

/** Around mouth and nose, where smiling folds the skin, 0 or 1. */
export function smileOf(mesh: Float32Array, width: number, height: number, interocular: number): Plane {
  return grow(hulls(mesh, width, height, [...outerLips, ...nostrils]), folds * interocular);
}
