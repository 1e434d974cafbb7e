import { fitSimilarity, templatePoints } from '@facet/api';
import type { Kernels, Restorer } from '@facet/api';
import { guidedFilter } from './guided-filter.js';
import type { Plane } from './guided-filter.js';

export interface SmoothOptions {
  readonly radius: number;
  readonly noise: number;
  readonly detail: number;
  readonly size: number;
}

/** Takes noise off a face: every channel is filtered along the picture's light and shade. */
export function createSmooth(kernels: Kernels): Restorer<SmoothOptions> {
  return {
    align: (face, { options: { size } }) => ({
      width: size,
      height: size,
      frameToCrop: fitSimilarity(face.landmarks.five, templatePoints('ffhq_512', size)),
      template: 'ffhq_512',
    }),
    restore: async ({ image: { width, height }, image }, { options, signal }) => {
      const pixels = kernels.readImage(image);
      const channel = (at: number): Plane => ({
        width,
        height,
        data: Float32Array.from({ length: width * height }, (_, i) => pixels[4 * i + at] ?? 0),
      });
      const [red, green, blue] = [channel(0), channel(1), channel(2)];
      // Luma of BT.601: what the eye takes for light and shade.
      const luma = red.data.map(
        (value, i) => 0.299 * value + 0.587 * (green.data[i] ?? 0) + 0.114 * (blue.data[i] ?? 0),
      );
      for (const [at, plane] of [red, green, blue].entries()) {
        signal.throwIfAborted();
        const base = guidedFilter(plane, { width, height, data: luma }, options.radius, options.noise);
        for (const [i, smooth] of base.data.entries()) {
          pixels[4 * i + at] = Math.round(smooth + options.detail * ((plane.data[i] ?? 0) - smooth));
        }
      }
      return kernels.importImage({ width, height, data: pixels });
    },
  };
}
