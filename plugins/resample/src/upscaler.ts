import type { Kernels, Upscaler } from '@facet/api';

/** The filters offered as upscalers; each is an upscaler of that name. */
export const filters = ['lanczos', 'bicubic', 'nearest'] as const;

/** Enlarges with a plain filter: any size at once, all four channels alike. */
export function createUpscaler(kernels: Kernels, filter: (typeof filters)[number]): Upscaler {
  return {
    upscale(image, width, height) {
      const enlarged = kernels.createImage(width, height);
      kernels.resize(image, enlarged, filter);
      return Promise.resolve(enlarged);
    },
  };
}
