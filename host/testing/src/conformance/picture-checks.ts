import type {
  Alignment,
  Finisher,
  Inpainter,
  Masker,
  Providers,
  Restorer,
  Swapper,
  Upscaler,
} from '@facet/api';
import type { Stage } from './stage.js';
import { cropOf, hasSize, isInvertible, keeping } from './stage.js';

type Check<K extends keyof Providers> = (provider: Providers[K], stage: Stage) => Promise<void>;

const swapper: Check<'swapper'> = async (given: Swapper<never, never>, stage) => {
  const provider = given as unknown as Swapper<never>;
  const { frame, face, call, expect } = stage;
  const source = await provider.prepare([{ image: frame, face }], call);
  expect(canBeSent(source), 'must prepare its source as plain data that can be sent to another thread.');
  const crop = alignedCrop(stage, provider.align(face, call));
  const { image, mask } = await keeping(stage, [crop.image, frame], () =>
    provider.swap({ crop, face, source }, call),
  );
  const factor = image.width / crop.image.width;
  expect(
    Number.isInteger(factor) && image.height === factor * crop.image.height,
    `must give a picture of the crop's size or a whole multiple of it, not ${image.width} x ${image.height}.`,
  );
  if (mask)
    expect(hasSize(mask, crop.image.width, crop.image.height), "must give a mask of the crop's size.");
};

const masker: Check<'masker'> = async (provider: Masker<never>, stage) => {
  const { kernels, face, call, expect } = stage;
  const crop = cropOf(stage);
  const swapped = kernels.createImage(crop.image.width, crop.image.height);
  const mask = await keeping(stage, [crop.image, swapped], () =>
    provider.mask({ crop, swapped, face }, call),
  );
  expect(
    hasSize(mask, crop.image.width, crop.image.height),
    `must give a mask of the crop's size, not ${mask.width} x ${mask.height}.`,
  );
};

const restorer: Check<'restorer'> = async (provider: Restorer<never>, stage) => {
  const { face, call, expect } = stage;
  const crop = alignedCrop(stage, provider.align(face, call));
  const image = await keeping(stage, [crop.image], () => provider.restore(crop, call));
  expect(hasSize(image, crop.image.width, crop.image.height), "must give a picture of the crop's size.");
};

const upscaler: Check<'upscaler'> = async (provider: Upscaler<never>, stage) => {
  const { kernels, call, expect } = stage;
  const crop = cropOf(stage).image;
  const small = kernels.createImage(37, 24);
  kernels.resize(crop, small, 'bilinear');
  const { factor } = provider;
  expect(
    factor === undefined || (Number.isInteger(factor) && factor > 1),
    'must name a whole factor above 1, or none.',
  );
  const width = factor === undefined ? 95 : small.width * factor;
  const height = factor === undefined ? 61 : small.height * factor;
  const image = await keeping(stage, [small], () => provider.upscale(small, width, height, call));
  expect(
    hasSize(image, width, height),
    `must give a picture of exactly ${width} x ${height}, not ${image.width} x ${image.height}.`,
  );
};

const inpainter: Check<'inpainter'> = async (provider: Inpainter<never>, stage) => {
  const { kernels, frame, call, expect } = stage;
  const mask = kernels.createMask(frame.width, frame.height);
  kernels.drawBox(mask, { x: 40, y: 40, width: 32, height: 32 }, 255);
  const prompts = { prompt: 'Portrait of a woman', negativePrompt: '' };
  const diffusion = { denoise: 0.5, steps: 1, sampler: 'Euler', model: 'Current', seed: 1 };
  const input = { image: frame, mask, ...prompts, ...diffusion };
  const image = await keeping(stage, [frame], () => provider.inpaint(input, call));
  expect(hasSize(image, frame.width, frame.height), 'must give a picture of the size it was given.');
};

const finisher: Check<'finisher'> = async (provider: Finisher<never>, stage) => {
  const { frame, call, expect } = stage;
  const image = await provider.finish(frame, call);
  expect(image.width > 0 && image.height > 0, 'must give a picture.');
};

function alignedCrop(stage: Stage, { width, height, frameToCrop }: Alignment) {
  const { kernels, frame, expect } = stage;
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  expect(whole, `must align to a whole number of pixels, not ${width} x ${height}.`);
  expect(isInvertible({ frameToCrop }), 'must align with a transform that has an inverse.');
  const image = kernels.createImage(width, height);
  kernels.warpAffine(frame, image, frameToCrop, 'bilinear', 'edge', { antialias: true });
  return { image, frameToCrop };
}

function canBeSent(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

export const pictureChecks = { swapper, masker, restorer, upscaler, inpainter, finisher };
