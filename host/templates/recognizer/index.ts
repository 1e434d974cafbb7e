import { definePlugin, fitSimilarity, templatePoints } from '@facet/api';

interface Options {
  readonly grid: number;
}

const side = 112;

/** Compares faces by the colours of a coarse grid: enough for pictures of one shoot, not for people in general. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.recognizer<Options>('my-name', {
      model: 'my-name-1',
      embed: async (frame, face, { options }) => {
        const frameToCrop = fitSimilarity(face.landmarks.five, templatePoints('arcface_112_v2', side));
        const crop = kernels.createImage(side, side);
        kernels.warpAffine(frame, crop, frameToCrop, 'bilinear', 'edge', { antialias: true });
        const small = kernels.createImage(options.grid, options.grid);
        kernels.resize(crop, small, 'area');
        const colours = kernels.readImage(small).filter((_value, at) => at % 4 !== 3);
        return { model: 'my-name-1', vector: toDirection(colours) };
      },
      similarity: (a, b) =>
        Math.max(
          0,
          a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0),
        ),
    });
  },
});

/** The values less their mean, at length 1, so that light and contrast do not count. */
function toDirection(values: Uint8ClampedArray): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float32Array.from(values, (value) => value - mean);
  const length = Math.hypot(...centred) || 1;
  return centred.map((value) => value / length);
}
