import { leftBrow, leftEye, nostrils, outerLips, rightBrow, rightEye } from './mesh/regions.js';
import { createPlane, type Plane } from './planes/plane.js';
import { grow } from './planes/near.js';
import { fillPolygon, hullOf } from './planes/polygon.js';

/** Parts of a face that tell glasses, strands and folds of the skin apart, 0 or 1. */
export interface LineRegions {
  /** The openings of the eyes with their lashes. */
  readonly eyes: Plane;
  /** Between the eyes, where a pair of glasses must cross. */
  readonly bridge: Plane;
  /** Around mouth and nose, where smiling folds the skin. */
  readonly smile: Plane;
  /** Where a pair of glasses sits. */
  readonly lenses: Plane;
}

/** Room for lashes, for the folds of a smile, and for the frame of a pair of glasses, in IOD. */
const [lashes, folds, frame] = [0.05, 0.3, 0.35];
/** The bridge of the nose between brows and eyes. */
const bridge = [9, 8, 168, 6, 197, 195, 122, 351];

export function lineRegions(
  mesh: Float32Array,
  width: number,
  height: number,
  interocular: number,
): LineRegions {
  const hulls = (...parts: (readonly number[])[]): Plane => {
    const plane = createPlane(width, height);
    for (const part of parts) fillPolygon(plane, mesh, 3, hullOf(mesh, 3, part), 1);
    return plane;
  };
  const brows = hulls([...leftEye, ...leftBrow], [...rightEye, ...rightBrow]);
  return {
    eyes: grow(hulls(leftEye, rightEye), lashes * interocular),
    bridge: hulls(bridge),
    smile: grow(hulls([...outerLips, ...nostrils]), folds * interocular),
    lenses: grow(brows, frame * interocular),
  };
}
