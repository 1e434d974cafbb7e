import type { Face, Kernels, Mask, Masker, Point } from '@facet/api';
import { applyAffine, FacetError } from '@facet/api';
import { areas, meshOf68 } from './areas.js';
import type { Area } from './areas.js';
import { convexHull } from './convex-hull.js';

/** Options of the `area` masker; the manifest holds their defaults. */
export interface AreaOptions {
  /** The areas that take the swap; the convex hull of all of them together. */
  readonly areas: readonly Area[];
}

/** Blur of the edge, in crop pixels (FaceFusion). */
const edgeSigma = 5;

/** Only the chosen areas of the face take the swap, by the landmarks of the target. */
export function createAreaMasker(kernels: Kernels): Masker<AreaOptions> {
  return {
    mask({ crop, face }, { options }) {
      const indices = new Set(options.areas.flatMap((area) => areas[area]));
      const points = points68(face);
      const inCrop = [...indices].map((index) => applyAffine(crop.frameToCrop, points(index)));
      const mask = kernels.createMask(crop.image.width, crop.image.height);
      kernels.drawPolygon(mask, convexHull(inCrop), 255);
      kernels.feather(mask, edgeSigma);
      keepInnerHalf(kernels, mask);
      return Promise.resolve(mask);
    },
  };
}

/** Stretches 0.5..1 to 0..1, so that the soft edge lies inside the area and nothing outside takes the swap. */
function keepInnerHalf(kernels: Kernels, mask: Mask): void {
  const soft = kernels.readMask(mask);
  kernels.writeMask(
    mask,
    soft.map((value) => Math.max(0, Math.round(2 * value - 255))),
  );
}

function points68({ id, landmarks: { points68, mesh468 } }: Face): (index: number) => Point {
  if (points68) return (i) => ({ x: points68[2 * i]!, y: points68[2 * i + 1]! });
  if (mesh468) return (i) => ({ x: mesh468[3 * meshOf68[i]!]!, y: mesh468[3 * meshOf68[i]! + 1]! });
  throw new FacetError(
    'MASK_LANDMARKS',
    `Face ${id} has neither 68 landmarks nor the 468-point mesh, which the masker masks/area works on.`,
    { remedy: 'Use a landmarker that provides one of them, such as facemesh, or the masker "box".' },
  );
}
