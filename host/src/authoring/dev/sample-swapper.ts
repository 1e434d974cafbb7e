import type { Face, InlinePlugin, Pixels, Swapper } from '@facet/api';
import { fitSimilarity, templatePoints } from '@facet/api';

/** Side of its crop in pixels. */
const size = 256;

/**
 * A plugin with a swapper that works on any face with five points: it lays the source's crop over the target's, in its colours. Landmarkers
 * are tried with it, since the embedded swapper needs a mesh.
 */
export default {
  name: 'facet-plugin-sample',
  version: '1.0.0',
  facet: '*',
  manifest: {
    manifest: 1,
    contributes: { swappers: [{ id: 'aligned', title: 'The source, landmark on landmark' }] },
  },
  activate: ({ register, kernels }) => {
    const toCrop = ({ landmarks }: Face) =>
      fitSimilarity(landmarks.five, templatePoints('arcface_112_v2', size));
    register.swapper('aligned', {
      prepare: ([first]) => {
        const crop = kernels.createImage(size, size);
        kernels.warpAffine(first!.image, crop, toCrop(first!.face), 'bicubic', 'edge', { antialias: true });
        return Promise.resolve({ width: size, height: size, data: kernels.readImage(crop) });
      },
      align: (face) => ({ width: size, height: size, frameToCrop: toCrop(face) }),
      swap: ({ crop, source }) => {
        const image = kernels.importImage(source);
        kernels.transferColorMeanStd(image, crop.image);
        const mask = kernels.createMask(size, size);
        kernels.drawEllipse(mask, { x: 0.5 * size, y: 0.55 * size }, 0.36 * size, 0.42 * size, 0, 255);
        kernels.feather(mask, size / 32);
        return Promise.resolve({ image, mask });
      },
    } satisfies Swapper<unknown, Pixels>);
  },
} satisfies InlinePlugin;
