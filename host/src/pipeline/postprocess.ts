import type { Face, FrameInfo, Image, InpaintWhen } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { enlarge } from './enlarge.js';
import { inpaintFaces } from './inpaint-faces.js';
import type { TargetContext } from './process-target.js';
import type { ActivePlan } from './providers.js';
import { expectPicture } from './provider-contract.js';
import { restoreFace } from './restore-face.js';
import { scaling } from './scaling.js';
import type { StageRunner } from './stage-runner.js';

/** The whole frame after all units: upscale, restore every face, finish; faces are painted anew where the plan says. Returns the frame to encode. */
export async function postprocess(
  frame: Image,
  faces: readonly Face[],
  info: FrameInfo,
  { active, kernels, runner, inspection }: TargetContext,
): Promise<Image> {
  const scope = { frame: info };
  const { inpaint, restorer: planned } = active.plan.postprocess;
  const paint = async (when: InpaintWhen, image: Image): Promise<void> => {
    if (inpaint?.when !== when) return;
    await inpaintFaces(image, faces, scaling(frame, image), inpaint, { active, kernels, runner }, scope);
    await inspection.picture('inpaint', image);
  };
  await paint('before-upscaling', frame);
  const enlarged = await enlargeFrame(frame, info, active, kernels, runner);
  if (active.upscaler) await inspection.picture('upscale', enlarged);
  await paint('after-upscaling', enlarged);
  if (planned && active.restorer) {
    const frameToImage = scaling(frame, enlarged);
    for (const face of faces) {
      await restoreFace(enlarged, face, frameToImage, planned, active.restorer, kernels, runner, scope);
    }
    await inspection.picture('restore', enlarged);
  }
  await paint('after-all', enlarged);
  let current = enlarged;
  for (const finisher of active.finishers) {
    const image = current;
    current = await runner.run('finish', finisher.name, scope, finisher.options, async (call) =>
      expectPicture(await finisher.provider.finish(image, call), undefined, kernels),
    );
    await inspection.picture('finish', current);
  }
  return current;
}

/** FaceSwapLab's rule: sides of `floor(side * scale / 8) * 8`, visibility only where the size stays. */
async function enlargeFrame(
  frame: Image,
  info: FrameInfo,
  active: ActivePlan,
  kernels: ManagedKernels,
  runner: StageRunner,
): Promise<Image> {
  const { upscaler: planned } = active.plan.postprocess;
  if (!planned || !active.upscaler) return frame;
  const side = (length: number): number =>
    planned.scale === 1 ? length : Math.max(8, Math.trunc(length * planned.scale) & ~7);
  const width = side(frame.width);
  const height = side(frame.height);
  if (planned.scale !== 1)
    return enlarge(frame, width, height, active.upscaler, kernels, runner, { frame: info });
  // At scale 1 the picture still passes once through a fixed-factor upscaler and comes back to its size.
  const factor = active.upscaler.provider.factor ?? 1;
  const large = await enlarge(frame, width * factor, height * factor, active.upscaler, kernels, runner, {
    frame: info,
  });
  const same = kernels.createImage(width, height);
  kernels.resize(large, same, factor > 1 ? 'area' : 'lanczos');
  kernels.blend(frame, same, planned.visibility);
  return frame;
}
