import type { InpaintInput } from '@facet/api';
import type { Options } from './inpainter.js';

/** Pictures as base64 PNG, and the size of both. */
interface Pictures {
  readonly picture: string;
  readonly mask: string;
  readonly width: number;
  readonly height: number;
}

/** The name that keeps the server's own checkpoint. */
const currentModel = 'Current';

/**
 * The body of `/sdapi/v1/img2img`, with what FaceSwapLab asks for: "only masked" at the size of the picture, starting from what is there
 * (`inpainting_fill` 1 is "original"). Another checkpoint holds for this request alone.
 */
export function img2imgRequest(
  { picture, mask, width, height }: Pictures,
  settings: Omit<InpaintInput, 'image' | 'mask'>,
  { maskBlur, padding, cfgScale }: Options,
): Readonly<Record<string, unknown>> {
  const { prompt, negativePrompt, denoise, steps, sampler, model, seed } = settings;
  return {
    init_images: [picture],
    mask,
    width,
    height,
    prompt,
    negative_prompt: negativePrompt,
    denoising_strength: denoise,
    steps,
    sampler_name: sampler,
    seed,
    cfg_scale: cfgScale,
    batch_size: 1,
    n_iter: 1,
    inpaint_full_res: true,
    inpaint_full_res_padding: padding,
    inpainting_fill: 1,
    inpainting_mask_invert: 0,
    mask_blur: maskBlur,
    do_not_save_samples: true,
    do_not_save_grid: true,
    ...(model !== currentModel && {
      override_settings: { sd_model_checkpoint: model },
      override_settings_restore_afterwards: true,
    }),
  };
}
