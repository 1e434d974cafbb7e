import type { Affine, Face, Image, Rect } from '@facet/api';
import { applyAffine, identity } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import type { ResolvedInpainting } from '../config/index.js';
import { genderPlaceholder } from './plan.js';
import { expectPicture } from './provider-contract.js';
import type { ActivePlan } from './providers.js';
import type { StageRunner, StageScope } from './stage-runner.js';
import { FaceSkipped } from './stage-runner.js';

/** What `[gender]` becomes; FaceSwapLab's words, and one for a face whose gender is not told. */
const words = { female: 'woman', male: 'man', unknown: 'person' } as const;

export interface InpaintTools {
  readonly active: ActivePlan;
  readonly kernels: ManagedKernels;
  readonly runner: StageRunner;
}

/**
 * Paints faces of `image` anew, in place and one after another: each by its box, which is cut at the edges of the picture.
 * `frameToImage` says how the faces' coordinates map onto it. Alpha stays.
 */
export async function inpaintFaces(
  image: Image,
  faces: readonly Face[],
  frameToImage: Affine,
  settings: ResolvedInpainting,
  { active, kernels, runner }: InpaintTools,
  scope: StageScope,
): Promise<void> {
  const { inpainter } = active;
  if (!inpainter) return;
  const { prompt, negativePrompt, ...diffusion } = settings;
  for (const face of faces) {
    const mark = kernels.mark();
    try {
      await runner.run('inpaint', inpainter.name, { ...scope, face }, inpainter.options, async (call) => {
        const mask = kernels.createMask(image.width, image.height);
        kernels.drawBox(mask, pixelBox(face.box, frameToImage), 255);
        const prompts = { prompt: fill(prompt, face), negativePrompt: fill(negativePrompt, face) };
        const given = { image, mask, face, ...prompts, ...diffusion };
        const painted = expectPicture(await inpainter.provider.inpaint(given, call), image, kernels);
        // It may give back what it was given.
        if (painted === image) return;
        const whole = kernels.createMask(image.width, image.height);
        kernels.drawBox(whole, { x: 0, y: 0, width: image.width, height: image.height }, 255);
        kernels.paste(image, painted, whole, identity);
      });
    } catch (error) {
      // The others are painted all the same.
      if (!(error instanceof FaceSkipped)) throw error;
      runner.warn(`Face ${face.id} is not painted anew: ${error.message}`);
    } finally {
      kernels.release(mark);
    }
  }
}

function fill(prompt: string, { gender }: Face): string {
  return prompt.replaceAll(genderPlaceholder, words[gender ?? 'unknown']);
}

/** The box in whole pixels, those of both of its edges included, as FaceSwapLab fills it. */
function pixelBox({ x, y, width, height }: Rect, transform: Affine): Rect {
  const from = applyAffine(transform, { x, y });
  const to = applyAffine(transform, { x: x + width, y: y + height });
  const [left, top] = [Math.trunc(from.x), Math.trunc(from.y)];
  return { x: left, y: top, width: Math.trunc(to.x) - left + 1, height: Math.trunc(to.y) - top + 1 };
}
