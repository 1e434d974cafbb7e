import { definePlugin } from '@facet/api';

interface Options {
  readonly size: number;
}

/** For portraits: one face stands a little above the middle of the picture. The landmarker after it says whether that is true. */
export default definePlugin({
  activate: ({ register }) => {
    register.detector<Options>('my-name', {
      detect: async (frame, { options }) => {
        const side = options.size * Math.min(frame.width, frame.height);
        const box = {
          x: (frame.width - side) / 2,
          y: 0.4 * (frame.height - side),
          width: side,
          height: side,
        };
        return [{ box, score: 1 }];
      },
    });
  },
});
