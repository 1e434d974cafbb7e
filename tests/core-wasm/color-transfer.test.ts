import type { Pixels } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { everyBuild } from './builds.ts';
import { generator } from './pictures.ts';

/** Random levels around a colour: any mean and any deviation, thus any gain between two such pictures. */
const tinted = (sides: { min: number; max: number }): fc.Arbitrary<Pixels> =>
  fc
    .record({
      width: fc.integer(sides),
      height: fc.integer(sides),
      colour: fc.tuple(
        ...[0, 1, 2].map(() => fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 255))),
      ),
      spread: fc.constantFrom(0, 1, 3, 10, 40, 120, 255),
      shades: fc.constantFrom(2, 3, 9, 1000),
      seed: fc.integer(),
    })
    .map(({ width, height, colour, spread, shades, seed }) => {
      const random = generator(seed);
      const offsets = Float64Array.from({ length: shades * 4 }, () => (random() * 2 - 1) * spread);
      const data = new Uint8ClampedArray(width * height * 4);
      for (let at = 0; at < data.length; at += 4) {
        const shade = Math.floor(random() * shades) * 4;
        for (let channel = 0; channel < 3; channel++)
          data[at + channel] = colour[channel]! + offsets[shade + channel]!;
        data[at + 3] = 255 * random();
      }
      return { width, height, data: new Uint8Array(data.buffer) };
    });

const reference = await createKernels('reference');
const builds = await everyBuild();

/** Few pixels have few colours, whose roundings may all go the same way; many of them are where these are sampled. */
test.each([
  ['some pixels', { min: 1, max: 12 }, 300],
  ['thousands of pixels', { min: 30, max: 70 }, 60],
] as const)(
  'means and deviations of %s go over as exactly computed, two levels at most',
  (_, sides, numRuns) => {
    fc.assert(
      fc.property(tinted(sides), tinted(sides), fc.boolean(), (image, other, masked) => {
        const wanted = masked ? { ...image, data: image.data.toReversed() } : other;
        const where = masked ? Uint8Array.from(image.data.filter((_level, i) => i % 4 === 0)) : undefined;
        const [expected, ...found] = [reference, ...builds].map((kernels) => {
          const target = kernels.importImage(image);
          const mask = where && kernels.importMask(image.width, image.height, where);
          kernels.transferColorMeanStd(target, kernels.importImage(wanted), mask);
          const result = kernels.readImage(target).slice();
          kernels.release(0);
          return result;
        });
        for (const result of found) {
          const largest = result.reduce(
            (most, level, i) => Math.max(most, Math.abs(level - expected![i]!)),
            0,
          );
          expect(largest).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns },
    );
  },
);
