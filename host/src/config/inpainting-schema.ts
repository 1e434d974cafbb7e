import { z } from 'zod';

const text = (description: string) => z.string().describe(description).exactOptional();

/** How a face is painted anew. The ranges are those of FaceSwapLab; a denoising of 1 is allowed, too. */
export const inpaintingKeys = {
  denoise: z
    .number()
    .min(0)
    .max(1)
    .describe('How far the result may leave the picture, 0..1; 0, the default, is off.')
    .exactOptional(),
  prompt: text('[gender] stands for man, woman or person; "Portrait of a [gender]" by default.'),
  negativePrompt: text('What the picture should not show; empty by default.'),
  steps: z.int().min(1).max(150).describe('Steps of the sampler, 1..150; 20 by default.').exactOptional(),
  sampler: z
    .string()
    .min(1)
    .describe('Sampler, as the inpainter calls it; Euler by default.')
    .exactOptional(),
  model: z
    .string()
    .min(1)
    .describe('Checkpoint of the inpainter; Current, the default, is the one it has loaded.')
    .exactOptional(),
  seed: z.int().min(-1).describe('Seed; -1, the default, leaves it to chance.').exactOptional(),
};

export const inpaintingSchema = z.strictObject(inpaintingKeys);
