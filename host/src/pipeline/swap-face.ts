import type { Affine, Crop, CropContext, Face, Image, Mask, Rect } from '@facet/api';
import { composeAffine } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import type { RunHooks } from '../plugins/index.js';
import { enlarge } from './enlarge.js';
import type { Inspection } from './inspection.js';
import { enlargedSide, reserveForFace } from './memory-plan.js';
import type { PlannedUnit } from './plan.js';
import { expectAlignment, expectMask, expectSwap } from './provider-contract.js';
import type { UnitProviders } from './providers.js';
import type { SourceVariant } from './prepare-source.js';
import { pasteFace } from './paste/paste-face.js';
import { shrinkForFrame } from './paste/shrink-for-frame.js';
import { restoreFace } from './restore-face.js';
import { scaling } from './scaling.js';
import type { StageRunner } from './stage-runner.js';
import { FaceSkipped } from './stage-runner.js';

/** FaceSwapLab's sharpening: `1.5 * face - 0.5 * blur(face, 3)`. */
const sharpening = { sigma: 3, amount: 0.5 } as const;

export interface FaceContext {
  readonly kernels: ManagedKernels;
  readonly hooks: RunHooks;
  readonly runner: StageRunner;
  readonly unit: PlannedUnit;
  readonly providers: UnitProviders;
  readonly source: SourceVariant;
  readonly inspection: Inspection;
}

/**
 * Puts the unit's source onto one face of the frame, in place:
 * align, swap, upscale, restore, sharpen, correct colours, mask, paste: FaceSwapLab's order.
 * @returns The frame pixels that may have changed.
 * @throws FaceSkipped when a `beforePaste` tap keeps the face as it is.
 */
export async function swapFace(
  frame: Image,
  face: Face,
  at: CropContext,
  context: FaceContext,
): Promise<Rect> {
  const { kernels, hooks, inspection } = context;
  const show = (stage: string, picture: Image | Mask): Promise<void> =>
    inspection.picture(stage, picture, at);
  const target = await hooks.call.beforeSwap(await align(frame, face, at, context), at);
  await show('align', target.image);
  const swap = await runSwapper(target, face, at, context);
  const swapped = await hooks.call.afterSwap(swap.image, at);
  if (swapped.width > target.image.width) reserveForFace(swapped, frame, context.unit, kernels);
  await show('swap', swapped);
  const enlarged = await enlargeSwapped(swapped, at, context);
  if (enlarged !== swapped) await show('upscale', enlarged);
  const cropToEnlarged = scaling(target.image, enlarged);
  const frameToEnlarged = composeAffine(target.frameToCrop, cropToEnlarged);

  const { restorer } = context.providers;
  if (restorer && context.unit.restorer) {
    await restoreFace(
      enlarged,
      face,
      frameToEnlarged,
      context.unit.restorer,
      restorer,
      kernels,
      context.runner,
      at,
    );
    await show('restore', enlarged);
  }
  if (context.unit.sharpen) {
    kernels.sharpen(enlarged, sharpening.sigma, sharpening.amount);
    await show('sharpen', enlarged);
  }
  if (context.unit.colorCorrection !== 'none') {
    correctColors(enlarged, frame, frameToEnlarged, context);
    await show('colors', enlarged);
  }

  const { erosion } = context.unit;
  // With an edge of its own, the swapper's mask is the outline that gets it.
  const own = erosion === undefined ? swap.mask : undefined;
  const mask = await hooks.call.mask(await combineMasks(target, swapped, own, face, at, context), at);
  const full = fitMask(mask, enlarged, cropToEnlarged, kernels);
  await show('mask', full);
  if ((await hooks.call.beforePaste({ swapped: enlarged, mask: full, crop: target }, at)) === false) {
    throw new FaceSkipped('A plugin kept this face as it is.');
  }
  const outlines =
    erosion === undefined
      ? []
      : [fitMask(swap.mask ?? wholeMask(target.image, kernels), enlarged, cropToEnlarged, kernels)];
  const { image, masks, frameToImage } = shrinkForFrame(
    { image: enlarged, masks: [full, ...outlines], frameToImage: frameToEnlarged },
    kernels,
  );
  const [keep = full, outline] = masks;
  const pasted =
    erosion === undefined || !outline
      ? kernels.paste(frame, image, keep, frameToImage)
      : pasteFace(frame, image, { outline, keep }, frameToImage, erosion, kernels);
  await show('paste', frame);
  return pasted;
}

async function align(frame: Image, face: Face, at: CropContext, context: FaceContext): Promise<Crop> {
  const { kernels, runner, unit } = context;
  const { swapper } = context.providers;
  return runner.run('align', swapper.name, at, swapper.options, (call) => {
    const alignment = expectAlignment(swapper.provider.align(face, call));
    const { width, height, frameToCrop, template } = alignment;
    reserveForFace(alignment, frame, unit, kernels);
    const image = kernels.createImage(width, height);
    kernels.warpAffine(frame, image, frameToCrop, 'bilinear', 'edge', { antialias: true });
    return Promise.resolve({ image, frameToCrop, ...(template && { template }) });
  });
}

async function runSwapper(
  crop: Crop,
  face: Face,
  at: CropContext,
  { runner, providers, source, kernels }: FaceContext,
): Promise<{ readonly image: Image; readonly mask?: Mask }> {
  const { swapper } = providers;
  return runner.run('swap', swapper.name, at, swapper.options, async (call) =>
    expectSwap(await swapper.provider.swap({ crop, face, source: source.data }, call), crop.image, kernels),
  );
}

async function enlargeSwapped(swapped: Image, at: CropContext, context: FaceContext): Promise<Image> {
  const { unit, providers, kernels, runner } = context;
  if (!unit.upscaler || !providers.upscaler) return swapped;
  const { scale = Math.max(1, enlargedSide / Math.max(swapped.width, swapped.height)) } = unit.upscaler;
  const width = Math.max(1, Math.round(swapped.width * scale));
  const height = Math.max(1, Math.round(swapped.height * scale));
  return enlarge(swapped, width, height, providers.upscaler, kernels, runner, at);
}

/** The colours are those of the target at the resolution of the swapped face, cut out of the frame anew. */
function correctColors(swapped: Image, frame: Image, frameToSwapped: Affine, context: FaceContext): void {
  const { kernels, unit } = context;
  const reference = kernels.createImage(swapped.width, swapped.height);
  kernels.warpAffine(frame, reference, frameToSwapped, 'bilinear', 'edge', { antialias: true });
  if (unit.colorCorrection === 'histogram') kernels.transferColorHistogram(swapped, reference);
  else kernels.transferColorMeanStd(swapped, reference);
}

async function combineMasks(
  crop: Crop,
  swapped: Image,
  own: Mask | undefined,
  face: Face,
  at: CropContext,
  { kernels, runner, providers }: FaceContext,
): Promise<Mask> {
  let combined = own;
  for (const masker of providers.masks) {
    const mask = await runner.run('mask', masker.name, at, masker.options, async (call) =>
      expectMask(await masker.provider.mask({ crop, swapped, face }, call), crop.image, kernels),
    );
    if (combined) kernels.combineMasks(combined, mask, 'min');
    else combined = mask;
  }
  return combined ?? wholeMask(crop.image, kernels);
}

function wholeMask({ width, height }: Image, kernels: ManagedKernels): Mask {
  const whole = kernels.createMask(width, height);
  kernels.drawBox(whole, { x: 0, y: 0, width, height }, 255);
  return whole;
}

function fitMask(mask: Mask, swapped: Image, cropToSwapped: Affine, kernels: ManagedKernels): Mask {
  if (mask.width === swapped.width && mask.height === swapped.height) return mask;
  const fitted = kernels.createMask(swapped.width, swapped.height);
  kernels.warpMask(mask, fitted, cropToSwapped);
  return fitted;
}
