import type { Pixels } from '@facet/api';

/**
 * A picture with gradients, edges and noise, the same on every machine: enough for any filter to have something to do.
 * @param seed Another seed gives another picture.
 */
export function syntheticFrame(width: number, height: number, seed = 1): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  let state = seed >>> 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      // A linear congruential generator (Numerical Recipes); its upper bits are the good ones.
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noise = (state >>> 24) / 16;
      const board = ((x >> 4) + (y >> 4) + seed) % 2 === 0 ? 60 : 0;
      data[at] = (160 * x) / width + board + noise;
      data[at + 1] = (160 * y) / height + board + noise;
      data[at + 2] = (160 * (x + y)) / (width + height) + board + noise;
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}
