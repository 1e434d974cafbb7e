import { readFileSync } from 'node:fs';
import { fixture } from '../support/facet.ts';

/*
 * FaceSwapLab's client as its reference describes it: pydantic writes every field that was not set as null.
 */

export const readFixture = (name: string): string => readFileSync(fixture(name)).toString('base64');

export const inpainting = {
  inpainting_denoising_strengh: 0,
  inpainting_prompt: 'Portrait of a [gender]',
  inpainting_negative_prompt: '',
  inpainting_steps: 20,
  inpainting_sampler: 'Euler',
  inpainting_model: 'Current',
  inpainting_seed: -1,
};

export const swappingOptions = {
  face_restorer_name: 'CodeFormer',
  restorer_visibility: 1,
  codeformer_weight: 1,
  upscaler_name: null,
  improved_mask: false,
  color_corrections: false,
  sharpen: false,
  erosion_factor: 1,
};

export const unit = {
  source_img: null,
  source_face: null,
  batch_images: null,
  blend_faces: true,
  same_gender: false,
  sort_by_size: false,
  check_similarity: false,
  compute_similarity: false,
  min_sim: 0,
  min_ref_sim: 0,
  faces_index: [0],
  reference_face_index: 0,
  pre_inpainting: inpainting,
  swapping_options: null,
  post_inpainting: null,
};

export const postprocessing = {
  face_restorer_name: null,
  restorer_visibility: 1,
  codeformer_weight: 1,
  upscaler_name: null,
  scale: 1,
  upscaler_visibility: 1,
  inpainting_when: 'Never',
  inpainting_options: null,
};
