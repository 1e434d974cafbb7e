import { definePlugin } from '@facet/api';

interface Options {
  readonly level: number;
}

/** Refuses pictures that are too dark to work with. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.checker<Options>('my-name', {
      check: async (frame, { options }) => {
        const pixels = kernels.readImage(frame);
        let sum = 0;
        for (let at = 0; at < pixels.length; at += 4) sum += pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
        const level = (4 * sum) / (3 * pixels.length);
        // The figures stand in the message of a refusal and in the report.
        return { score: level < options.level ? 1 : 0, details: { level } };
      },
    });
  },
});
