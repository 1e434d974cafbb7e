import { definePlugin } from '@facet/api';

interface Options {
  readonly strength: number;
}

/** Adds film grain, the same on every machine. */
export default definePlugin({
  activate: ({ register, kernels }) => {
    register.finisher<Options>('my-name', {
      finish: async (frame, { options }) => {
        const pixels = kernels.readImage(frame);
        for (let at = 0; at < pixels.length; at += 4) {
          const grain = 64 * options.strength * (noiseAt(at) - 0.5);
          for (let channel = at; channel < at + 3; channel++) pixels[channel]! += grain;
        }
        kernels.writeImage(frame, pixels);
        return frame;
      },
    });
  },
});

/** A number from 0 to 1 that looks random and depends on the position alone. */
function noiseAt(position: number): number {
  const mixed = Math.imul(position ^ (position >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32;
}
