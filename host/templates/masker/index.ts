import { definePlugin } from '@facet/api';

interface Options {
  readonly size: number;
  readonly softness: number;
}

/** Takes the swap inside an ellipse with a soft edge. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.masker<Options>('my-name', {
      mask: async ({ crop: { image } }, { options }) => {
        const mask = kernels.createMask(image.width, image.height);
        const centre = { x: image.width / 2, y: image.height / 2 };
        const radiusX = (options.size * image.width) / 2;
        const radiusY = (options.size * image.height) / 2;
        kernels.drawEllipse(mask, centre, radiusX, radiusY, 0, 255);
        if (options.softness > 0) kernels.feather(mask, options.softness * image.width);
        return mask;
      },
    });
  },
});
