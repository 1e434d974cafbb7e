import type { Image, Upscaler } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { expectPicture } from './provider-contract.js';
import type { Stage } from './providers.js';
import type { StageRunner, StageScope } from './stage-runner.js';

const maxPasses = 3;

/**
 * Brings a picture to `width` x `height` with an upscaler. A fixed-factor upscaler runs up to three times;
 * what is then still off is resized with Lanczos, as FaceSwapLab's host does. A smaller size is reached without the upscaler.
 */
export async function enlarge(
  image: Image,
  width: number,
  height: number,
  stage: Stage<Upscaler>,
  kernels: ManagedKernels,
  runner: StageRunner,
  scope: StageScope,
): Promise<Image> {
  const pass = (from: Image, w: number, h: number): Promise<Image> =>
    runner.run('upscale', stage.name, scope, stage.options, async (call) =>
      expectPicture(await stage.provider.upscale(from, w, h, call), { width: w, height: h }, kernels),
    );
  const { factor } = stage.provider;
  let current = image;
  if (factor !== undefined) {
    for (let n = 0; n < maxPasses && (current.width < width || current.height < height); n++) {
      current = await pass(current, current.width * factor, current.height * factor);
    }
  } else if (width >= image.width || height >= image.height) {
    current = await pass(current, width, height);
  }
  if (current.width === width && current.height === height) return current;
  const exact = kernels.createImage(width, height);
  kernels.resize(current, exact, 'lanczos');
  return exact;
}
