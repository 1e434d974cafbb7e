import type { Kernels } from '@facet/api';
import { blurAllMasked } from './planes/blur.js';
import { combine, limitTo, recycle, smoothly, subtract, type Plane } from './planes/plane.js';
import type { TonePlanes } from './planes/tone.js';

/** How far from the border the coarse tones pass from one face to the other, in IOD. Source: measured on 48 pairs. */
const reach = 0.3;
/** What counts as coarse: the deviation of the blur that parts it from the detail, in IOD. */
const coarse = 0.06;
/** What eyes, brows and lips count: they differ, but nothing of them should stick out at the border. */
const featureShare = 0.5;
/** Larger differences are things, not light: log luminance, relative chroma. */
const largest = { log: 0.7, chroma: 0.15 };

/**
 * Blends the coarse tones over a wider stretch than the detail, in two bands (P. Burt and E. Adelson, 1983): at the border the
 * face has the target's, and its own from `reach` inwards on. The soft edge of the mask blends the detail.
 * @param inside Distance in pixels from the border of what is replaced.
 * @param clean 0/1, where both faces are seen.
 * @param features 0/1: eyes, brows and lips.
 */
export function settleBorder(
  kernels: Kernels,
  face: TonePlanes,
  target: TonePlanes,
  inside: Plane,
  clean: Plane,
  features: Plane,
  interocular: number,
): TonePlanes {
  const weight = combine(clean, features, (value, marked) => value * (marked > 0 ? featureShare : 1));
  const differences = [
    limitTo(subtract(target.log, face.log), largest.log),
    limitTo(subtract(target.a, face.a), largest.chroma),
    limitTo(subtract(target.b, face.b), largest.chroma),
  ];
  const steps = blurAllMasked(kernels, differences, weight, coarse * interocular);
  recycle(...differences);
  const near = smoothly(inside, reach * interocular);
  return {
    log: stepNear(face.log, steps[0]!, near),
    a: stepNear(face.a, steps[1]!, near),
    b: stepNear(face.b, steps[2]!, near),
  };
}

/** `from + step * (1 - far)`, in the place of `step`. */
function stepNear(from: Plane, step: Plane, far: Plane): Plane {
  for (let i = 0; i < step.data.length; i++) {
    step.data[i] = from.data[i]! + (1 - far.data[i]!) * step.data[i]!;
  }
  return step;
}
