import type { Kernels } from '@facet/api';
import { copyPlane, type Plane } from './plane.js';

/** A Gaussian blur of `sigma` pixels; outside counts as the nearest edge pixel. */
export function blur(kernels: Kernels, plane: Plane, sigma: number): Plane {
  const out = copyPlane(plane);
  kernels.blurPlanes([out], sigma);
  return out;
}

/** The weighted local mean of one plane, see `blurAllMasked`. */
export function blurMasked(kernels: Kernels, plane: Plane, weight: Plane, sigma: number): Plane {
  return blurAllMasked(kernels, [plane], weight, sigma)[0]!;
}

/**
 * The weighted local means of some planes: what lies outside the weight does not count; where no weight is near, wider and
 * wider views fill in.
 */
export function blurAllMasked(
  kernels: Kernels,
  planes: readonly Plane[],
  weight: Plane,
  sigma: number,
): Plane[] {
  const means = planes.map(copyPlane);
  kernels.blurPlanes(means, sigma, weight);
  return means;
}
