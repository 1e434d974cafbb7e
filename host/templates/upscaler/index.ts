import { definePlugin } from '@facet/api';

interface Options {
  readonly filter: 'bicubic' | 'lanczos';
}

/** Enlarges with a filter. One that runs a model says its `factor` beside `upscale`. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.upscaler<Options>('my-name', {
      upscale: async (image, width, height, { options }) => {
        const large = kernels.createImage(width, height);
        kernels.resize(image, large, options.filter);
        return large;
      },
    });
  },
});
