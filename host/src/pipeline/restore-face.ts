import type { Affine, Face, Image, Kernels, Restorer } from '@facet/api';
import { composeAffine, identity, invertAffine } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { reserveForRestorer } from './memory-plan.js';
import { shrinkForFrame } from './paste/shrink-for-frame.js';
import type { PlannedRestorer } from './plan.js';
import { expectAlignment, expectPicture } from './provider-contract.js';
import type { Stage } from './providers.js';
import type { StageRunner, StageScope } from './stage-runner.js';

/** Share of the crop's side over which a restored face fades into its surroundings. */
const edgeShare = 0.06;

/**
 * Restores one face inside `image`, in place. `frameToImage` says how the face's coordinates map onto it.
 * The face is aligned as the restorer asks, restored, and pasted back with a soft edge at the plan's visibility.
 */
export async function restoreFace(
  image: Image,
  face: Face,
  frameToImage: Affine,
  planned: PlannedRestorer,
  stage: Stage<Restorer>,
  kernels: ManagedKernels,
  runner: StageRunner,
  scope: StageScope,
): Promise<void> {
  await runner.run('restore', stage.name, { ...scope, face }, stage.options, async (call) => {
    const alignment = expectAlignment(stage.provider.align(face, call));
    const { width, height, frameToCrop, template } = alignment;
    reserveForRestorer(alignment, kernels);
    const imageToCrop = composeAffine(invertAffine(frameToImage), frameToCrop);
    const crop = kernels.createImage(width, height);
    kernels.warpAffine(image, crop, imageToCrop, 'bilinear', 'edge', { antialias: true });
    const given = { image: crop, frameToCrop, ...(template && { template }) };
    const restored = expectPicture(await stage.provider.restore(given, call), alignment, kernels);
    const blended = kernels.createImage(width, height);
    kernels.warpAffine(crop, blended, identity, 'bilinear', 'edge');
    kernels.blend(blended, restored, planned.visibility);
    const shown = shrinkForFrame(
      { image: blended, masks: [softEdge(kernels, width, height)], frameToImage: imageToCrop },
      kernels,
    );
    kernels.paste(image, shown.image, shown.masks[0]!, shown.frameToImage);
  });
}

function softEdge(kernels: Kernels, width: number, height: number): ReturnType<Kernels['createMask']> {
  const mask = kernels.createMask(width, height);
  const edge = Math.max(1, Math.round(Math.min(width, height) * edgeShare));
  kernels.drawBox(mask, { x: edge, y: edge, width: width - 2 * edge, height: height - 2 * edge }, 255);
  kernels.feather(mask, edge / 2);
  return mask;
}
