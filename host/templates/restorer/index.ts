import { definePlugin, fitSimilarity, templatePoints } from '@facet/api';

interface Options {
  readonly amount: number;
}

const side = 512;

/** Sharpens a face. The host cuts it out as `align` asks, and blends and pastes the result. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.restorer<Options>('my-name', {
      align: (face) => ({
        width: side,
        height: side,
        frameToCrop: fitSimilarity(face.landmarks.five, templatePoints('ffhq_512', side)),
        template: 'ffhq_512',
      }),
      restore: async (crop, { options }) => {
        const image = kernels.createImage(crop.image.width, crop.image.height);
        kernels.blend(image, crop.image, 1);
        kernels.sharpen(image, 2, options.amount);
        return image;
      },
    });
  },
});
