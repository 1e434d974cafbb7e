import type { Plane } from '@facet/api';
import fc from 'fast-check';
import type { Case } from './parity-case.ts';
import { generator, layers, picture, size } from './pictures.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const sigma = fc.oneof(fc.constant(0), share, fc.double({ min: 0, max: 25, noNaN: true }));
const plane = (width: number, height: number, value: () => number): Plane => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, value),
});

/** The kernels on planes, tone and grain. */
export const planeCases: readonly Case[] = [
  {
    kernel: 'blurPlanes, in 1000ths',
    tolerance: 1,
    runs: fc
      .tuple(size, fc.integer(), fc.integer({ min: 1, max: 3 }), sigma, fc.option(share))
      .map(([{ width, height }, seed, count, sigma, weighted]) => (kernels) => {
        const random = generator(seed);
        const planes = Array.from({ length: count }, () => plane(width, height, () => 2 * random() - 1));
        const weight = plane(width, height, () => (random() < (weighted ?? 1) ** 2 ? random() : 0));
        kernels.blurPlanes(planes, sigma, weighted === null ? undefined : weight);
        return planes.flatMap(({ data }) => [...data].map((value) => 1000 * value));
      }),
  },
  {
    kernel: 'measureTone, in 10000ths',
    tolerance: 1,
    runs: picture().map((pixels) => (kernels) => {
      const tone = kernels.measureTone(kernels.importImage(pixels));
      return tone.flatMap(({ data }) => [...data].map((value) => 10_000 * value));
    }),
  },
  {
    kernel: 'changeTone',
    tolerance: 1,
    runs: fc.tuple(layers, size, fc.integer()).map(([[under, , data], cells, seed]) => (kernels) => {
      const random = generator(seed);
      const ranges = [1, 1, 1, 2, 0.2, 0.2];
      const change = ranges.map((range, k) =>
        plane(cells.width, cells.height, () => (k < 3 ? 0.5 : -range / 2) + range * random()),
      );
      const image = kernels.importImage(under);
      kernels.changeTone(image, change, kernels.importMask(data.width, data.height, data.data));
      return kernels.readImage(image);
    }),
  },
  {
    kernel: 'matchGrain',
    tolerance: 2,
    runs: fc.tuple(layers, share).map(([[one, other, data], strength]) => (kernels) => {
      const { width, height } = data;
      const image = kernels.importImage(one);
      const measured = kernels.importMask(width, height, data.data.toReversed());
      const where = kernels.importMask(width, height, data.data);
      kernels.matchGrain(image, kernels.importImage(other), measured, where, strength);
      return kernels.readImage(image);
    }),
  },
];
