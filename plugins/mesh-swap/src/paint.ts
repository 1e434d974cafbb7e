import type { Image, Kernels, Mask } from '@facet/api';
import type { ToneChange } from './tone-change.js';

/**
 * Applies a change of tone, given on a grid, to a picture, in place.
 * @param where Pixels of 0 are left alone.
 */
export function applyTone(kernels: Kernels, image: Image, { gain, offset }: ToneChange, where: Mask): void {
  kernels.changeTone(image, [gain.log, gain.a, gain.b, offset.log, offset.a, offset.b], where);
}
