import type { Image, Kernels } from '@facet/api';
import { eyesOpen } from './eyes.js';
import { fitHead, interocularOf, yawDegOf } from './mesh/pose.js';
import { mouthOpening } from './mouth.js';
import type { MeshView } from './source.js';

/** What another degree of yaw is as bad as: this much more of the opening of the mouth (in IOD) and of cover, and what one eye and half the size cost. Source: measured. */
const [perOpening, perCover, perEye, perHalving] = [100, 100, 20, 10];
/** Mouths open more than this are all alike, in IOD. */
const wideOpen = 0.3;
/** More pixels between the eyes are of no use. */
const enough = 160;

/**
 * The view that shows the face most as the target looks: turned alike, mouth and eyes open or closed alike, uncovered and large. The
 * first of equally good ones.
 * @param mesh The target's, in the pixels of the crop.
 */
export function chooseView(
  kernels: Kernels,
  views: readonly MeshView[],
  crop: Image,
  mesh: Float32Array,
): MeshView {
  const [first] = views;
  if (views.length === 1) return first!;
  const { width, height } = crop;
  const size = interocularOf(mesh);
  const open = eyesOpen(kernels, { width, height, data: kernels.readImage(crop) }, mesh, size);
  const opening = Math.min(wideOpen, mouthOpening(mesh, size));
  const yaw = yawDegOf(fitHead(mesh));
  const cost = ({ yawDeg, mouth, eyes, covered, interocular }: MeshView): number =>
    Math.abs(yawDeg - yaw) +
    perOpening * Math.abs(Math.min(wideOpen, mouth.opening) - opening) +
    perEye * eyes.filter((isOpen, side) => isOpen !== open[side]).length +
    perCover * covered +
    perHalving * Math.max(0, Math.log2(enough / interocular));
  return views.reduce((best, view) => (cost(view) < cost(best) ? view : best));
}
