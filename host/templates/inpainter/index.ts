import { definePlugin } from '@facet/api';

interface Options {
  readonly softness: number;
}

/** Fills the masked part with what is left of the picture once its detail is gone. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.inpainter<Options>('my-name', {
      inpaint: async ({ image, mask, denoise }, { options }) => {
        const cells = (length: number): number => Math.max(1, Math.round(length / options.softness));
        const coarse = kernels.createImage(cells(image.width), cells(image.height));
        kernels.resize(image, coarse, 'area');
        const smooth = kernels.createImage(image.width, image.height);
        kernels.resize(coarse, smooth, 'bicubic');
        const result = kernels.createImage(image.width, image.height);
        kernels.blend(result, image, 1);
        kernels.blend(result, smooth, denoise, mask);
        return result;
      },
    });
  },
});
