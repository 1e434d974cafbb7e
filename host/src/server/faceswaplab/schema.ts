import { z } from 'zod';

/*
 * FaceSwapLab's requests. Its client sends every field that was not set as an explicit null, and a null means the default.
 * A field that FaceSwapLab does not have is ignored, as there; `infos` names it, because what it asks for does not happen.
 */

const text = (description: string) => z.string().describe(description).nullish();
const flag = (description: string) => z.boolean().describe(description).nullish();
const share = (description: string) => z.number().min(0).max(1).describe(description).nullish();
const picture = (description: string) => z.string().describe(`${description}, as base64 or a data URL`);

const inpainting = z
  .looseObject({
    inpainting_denoising_strengh: share('0, the default, is off (spelt as FaceSwapLab does)'),
    inpainting_prompt: text('Prompt; [gender] is filled in'),
    inpainting_negative_prompt: text('Negative prompt'),
    inpainting_steps: z.int().min(1).max(150).nullish(),
    inpainting_sampler: z.string().min(1).describe('Sampler; Euler by default').nullish(),
    inpainting_model: z.string().min(1).describe('Checkpoint, or "Current"').nullish(),
    inpainting_seed: z.int().min(-1).nullish(),
  })
  .nullish();

const swapping = z
  .looseObject({
    face_restorer_name: text('Restorer of the swapped face; CodeFormer by default, "None" for none'),
    restorer_visibility: share('1 by default'),
    codeformer_weight: share('1 by default'),
    upscaler_name: text('Upscaler of the swapped face; none by default'),
    improved_mask: flag('Keep what is not the face by a mask'),
    color_corrections: flag("Match the colours to the target's"),
    sharpen: flag('Sharpen the swapped face'),
    erosion_factor: z.number().min(0).max(10).describe('Width of the soft border; 1 by default').nullish(),
  })
  .nullish();

const unit = z.looseObject({
  source_img: picture('Picture with the source face').nullish(),
  source_face: text('Name of a face checkpoint on the server, or one as data:application/face;base64,…'),
  batch_images: z.array(picture('Further source picture')).nullish(),
  blend_faces: flag('true, the default: one blended face. false: one result for each source'),
  same_gender: flag('Only faces of the gender of the source'),
  sort_by_size: flag('Count faces by size instead of left to right'),
  check_similarity: flag('Discard results below the limits'),
  compute_similarity: flag('Say in infos how much the result looks like its source'),
  min_sim: share('Least similarity to the source'),
  min_ref_sim: share('Least similarity to the reference face'),
  faces_index: z
    .union([z.array(z.int().min(0)), z.int().min(0), z.string()])
    .describe('Positions of the faces to swap; [0] by default')
    .nullish(),
  reference_face_index: z.int().min(0).describe('Face of source_img, left to right; 0 by default').nullish(),
  pre_inpainting: inpainting,
  swapping_options: swapping,
  post_inpainting: inpainting,
});

const inpaintingWhen = [
  'Never',
  'Before Upscaling/all',
  'After Upscaling/Before Restore Face',
  'After All',
] as const;

const postprocessing = z
  .looseObject({
    face_restorer_name: text('Restorer of every face'),
    restorer_visibility: share('1 by default'),
    codeformer_weight: share('1 by default'),
    upscaler_name: text('Upscaler of the whole picture'),
    scale: z.number().min(0).max(10).describe('1 by default').nullish(),
    upscaler_visibility: share('1 by default; counts at scale 1 only'),
    inpainting_when: z.enum(inpaintingWhen).nullish(),
    inpainting_options: inpainting,
  })
  .nullish();

export const swapRequest = z.looseObject({
  image: picture('The picture to change').nullish(),
  units: z.array(unit).max(64).nullish(),
  postprocessing,
});

export const compareRequest = z.looseObject({
  image1: picture('A picture'),
  image2: picture('Another picture'),
});
export const extractRequest = z.looseObject({
  images: z.array(picture('A picture')).max(256).nullish(),
  postprocessing,
});
export const buildRequest = z.array(picture('A picture of the face')).max(256);

export type SwapRequest = z.output<typeof swapRequest>;
export type CompareRequest = z.output<typeof compareRequest>;
export type ExtractRequest = z.output<typeof extractRequest>;
export type BuildRequest = z.output<typeof buildRequest>;
export type UnitRequest = z.output<typeof unit>;
export type SwappingRequest = NonNullable<z.output<typeof swapping>>;
export type PostprocessingRequest = z.output<typeof postprocessing>;
export type InpaintingRequest = z.output<typeof inpainting>;
