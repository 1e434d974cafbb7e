import { definePlugin, fitSimilarity, templatePoints } from '@facet/api';
import type { Affine, Face, Pixels } from '@facet/api';

interface Options {
  readonly size: number;
}

/** Lays the source face over the target face, landmark on landmark, in the target's colours. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.swapper<Options, Pixels>('my-name', {
      prepare: async ([first], { options: { size } }) => {
        if (!first) throw new RangeError('Expected a source face but received none');
        const crop = kernels.createImage(size, size);
        kernels.warpAffine(first.image, crop, toCrop(first.face, size), 'bicubic', 'edge', {
          antialias: true,
        });
        return { width: size, height: size, data: kernels.readImage(crop) };
      },
      align: (face, { options: { size } }) => ({
        width: size,
        height: size,
        frameToCrop: toCrop(face, size),
      }),
      swap: async ({ crop, source }) => {
        const image = kernels.importImage(source);
        kernels.transferColorMeanStd(image, crop.image);
        const mask = kernels.createMask(source.width, source.height);
        const centre = { x: source.width / 2, y: 0.55 * source.height };
        kernels.drawEllipse(mask, centre, 0.36 * source.width, 0.42 * source.height, 0, 255);
        kernels.feather(mask, source.width / 32);
        return { image, mask };
      },
    });
  },
});

function toCrop(face: Face, size: number): Affine {
  return fitSimilarity(face.landmarks.five, templatePoints('arcface_112_v2', size));
}
