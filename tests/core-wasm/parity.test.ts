import type { Border, Kernels, ResizeFilter } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { everyBuild } from './builds.ts';
import type { Case, Outcome, Run } from './parity-case.ts';
import { planeCases } from './plane-cases.ts';
import { colorMap, layers, mask, picture, side, size, tensorSpec, transform } from './pictures.ts';

const border = fc.constantFrom<Border>('transparent', 'edge');
const coordinate = fc.double({ min: -15, max: 55, noNaN: true });
const points = (count: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.oneof(coordinate, fc.integer({ min: -5, max: 45 })), {
      minLength: count * 2,
      maxLength: count * 2,
    })
    .map((values) => Float32Array.from(values));

const warp = (filter: 'bilinear' | 'bicubic'): fc.Arbitrary<Run> =>
  fc
    .tuple(picture(), size, transform, border)
    .map(([src, { width, height }, srcToDst, outside]) => (kernels) => {
      const dst = kernels.createImage(width, height);
      kernels.warpAffine(kernels.importImage(src), dst, srcToDst, filter, outside);
      return kernels.readImage(dst);
    });

/** Shrinks by up to 15 along one axis and less along the other, so that blocks leave the picture. */
const shrinking = fc
  .tuple(
    transform,
    fc.double({ min: 0.15, max: 1, noNaN: true }),
    fc.double({ min: 0.15, max: 1, noNaN: true }),
  )
  .map(([{ a, b, tx, c, d, ty }, x, y]) => ({
    a: a * x,
    b: b * y,
    tx: tx / 4,
    c: c * x,
    d: d * y,
    ty: ty / 4,
  }));

const smoothWarp = (filter: 'bilinear' | 'bicubic'): fc.Arbitrary<Run> =>
  fc
    .tuple(picture(), size, shrinking, border)
    .map(([src, { width, height }, srcToDst, outside]) => (kernels) => {
      const dst = kernels.createImage(width, height);
      const frame = kernels.importImage(src);
      kernels.warpAffine(frame, dst, srcToDst, filter, outside, { antialias: true });
      return kernels.readImage(dst);
    });

const resize = (filter: ResizeFilter): fc.Arbitrary<Run> =>
  fc.tuple(picture(), size).map(([src, { width, height }]) => (kernels) => {
    const dst = kernels.createImage(width, height);
    kernels.resize(kernels.importImage(src), dst, filter);
    return kernels.readImage(dst);
  });

const morphology = (operation: 'erode' | 'dilate'): fc.Arbitrary<Run> =>
  fc
    .tuple(mask(), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 12 }))
    .map(([data, width, height]) => (kernels) => {
      const target = kernels.importMask(data.width, data.height, data.data);
      kernels[operation](target, width, height);
      return kernels.readMask(target);
    });

const combination = (op: 'min' | 'max' | 'multiply'): fc.Arbitrary<Run> =>
  layers.map(([, , data]) => (kernels) => {
    const dst = kernels.importMask(data.width, data.height, data.data);
    const src = kernels.importMask(data.width, data.height, data.data.toReversed());
    kernels.combineMasks(dst, src, op);
    return kernels.readMask(dst);
  });

const cases: readonly Case[] = [
  { kernel: 'warpAffine bilinear', tolerance: 1, runs: warp('bilinear') },
  { kernel: 'warpAffine bicubic', tolerance: 2, runs: warp('bicubic') },
  { kernel: 'warpAffine bilinear, averaged before', tolerance: 1, runs: smoothWarp('bilinear') },
  { kernel: 'warpAffine bicubic, averaged before', tolerance: 2, runs: smoothWarp('bicubic') },
  {
    kernel: 'warpMask',
    tolerance: 1,
    runs: fc.tuple(mask(), size, transform).map(([src, { width, height }, srcToDst]) => (kernels) => {
      const dst = kernels.createMask(width, height);
      kernels.warpMask(kernels.importMask(src.width, src.height, src.data), dst, srcToDst);
      return kernels.readMask(dst);
    }),
  },
  {
    kernel: 'warpToTensor, in levels',
    tolerance: 1,
    runs: fc
      .tuple(picture(), fc.oneof(transform, shrinking), tensorSpec, border, fc.boolean())
      .map(([src, srcToDst, spec, outside, antialias]) => (kernels) => {
        const dst = kernels.createTensor([1, 3 * spec.width * spec.height]);
        kernels.warpToTensor(kernels.importImage(src), dst, srcToDst, spec, outside, { antialias });
        const level = spec.scale / Math.max(...spec.std);
        return kernels.readTensor(dst).map((value) => value / level);
      }),
  },
  {
    kernel: 'tensorToImage',
    tolerance: 1,
    runs: fc
      .tuple(tensorSpec, fc.integer(), fc.boolean(), fc.option(colorMap, { nil: undefined }))
      .map(([spec, seed, outside, colors]) => (kernels) => {
        const values = Float32Array.from({ length: 3 * spec.width * spec.height }, (_, i) =>
          i % 97 === 3 ? NaN : Math.sin(i * 12.9 + seed) * 300 * spec.scale,
        );
        const dst = kernels.createImage(spec.width, spec.height);
        if (outside) {
          kernels.tensorToImage(values, dst, spec, colors);
          return kernels.readImage(dst);
        }
        const picture = kernels.createTensor([values.length]);
        const zeros = kernels.readImage(dst);
        kernels.tensorToImage(picture, dst, { ...spec, mean: [0, 0, 0] }, colors);
        return [...zeros, ...kernels.readImage(dst)];
      }),
  },
  { kernel: 'resize nearest', tolerance: 0, runs: resize('nearest') },
  { kernel: 'resize bilinear', tolerance: 1, runs: resize('bilinear') },
  { kernel: 'resize bicubic', tolerance: 1, runs: resize('bicubic') },
  { kernel: 'resize lanczos', tolerance: 2, runs: resize('lanczos') },
  { kernel: 'resize area', tolerance: 2, runs: resize('area') },
  {
    kernel: 'resize area to half the size',
    tolerance: 0,
    runs: size
      .chain(({ width, height }) => picture(fc.constant({ width: 2 * width, height: 2 * height })))
      .map((src) => (kernels) => {
        const dst = kernels.createImage(src.width / 2, src.height / 2);
        kernels.resize(kernels.importImage(src), dst, 'area');
        return kernels.readImage(dst);
      }),
  },
  {
    kernel: 'warpMesh',
    tolerance: 1,
    runs: fc
      .tuple(
        picture(),
        picture(),
        points(7),
        points(7),
        fc.option(
          fc.array(coordinate, { minLength: 7, maxLength: 7 }).map((d) => Float32Array.from(d)),
          { nil: undefined },
        ),
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 18, maxLength: 18 }),
      )
      .map(([src, under, from, to, depth, indices]) => (kernels) => {
        const dst = kernels.importImage(under);
        const triangles = Uint16Array.from(indices);
        const mesh = { from, to, triangles, ...(depth === undefined ? {} : { depth }) };
        kernels.warpMesh(kernels.importImage(src), dst, mesh);
        return kernels.readImage(dst);
      }),
  },
  {
    kernel: 'drawBox',
    tolerance: 0,
    runs: fc
      .tuple(mask(), coordinate, coordinate, coordinate, coordinate)
      .map(([data, x, y, width, height]) => {
        return (kernels) => {
          const target = kernels.importMask(data.width, data.height, data.data);
          kernels.drawBox(target, { x, y, width, height }, 77);
          return kernels.readMask(target);
        };
      }),
  },
  {
    kernel: 'feather',
    tolerance: 1,
    runs: fc
      .tuple(mask(), fc.double({ min: 0.05, max: 60, noNaN: true }))
      .map(([data, sigma]) => (kernels) => {
        const target = kernels.importMask(data.width, data.height, data.data);
        kernels.feather(target, sigma);
        return kernels.readMask(target);
      }),
  },
  { kernel: 'erode', tolerance: 0, runs: morphology('erode') },
  { kernel: 'dilate', tolerance: 0, runs: morphology('dilate') },
  { kernel: 'combineMasks min', tolerance: 0, runs: combination('min') },
  { kernel: 'combineMasks max', tolerance: 0, runs: combination('max') },
  { kernel: 'combineMasks multiply', tolerance: 0, runs: combination('multiply') },
  {
    kernel: 'transferColorMeanStd',
    tolerance: 2,
    runs: fc
      .tuple(layers, picture(), fc.boolean())
      .map(([[image, sameSize, data], other, masked]) => (kernels) => {
        const target = kernels.importImage(image);
        if (masked) {
          const where = kernels.importMask(data.width, data.height, data.data);
          kernels.transferColorMeanStd(target, kernels.importImage(sameSize), where);
        } else {
          kernels.transferColorMeanStd(target, kernels.importImage(other));
        }
        return kernels.readImage(target);
      }),
  },
  {
    kernel: 'transferColorHistogram',
    tolerance: 2,
    runs: fc.tuple(picture(), picture()).map(([image, reference]) => (kernels) => {
      const target = kernels.importImage(image);
      kernels.transferColorHistogram(target, kernels.importImage(reference));
      return kernels.readImage(target);
    }),
  },
  {
    kernel: 'sharpen',
    tolerance: 1,
    runs: fc
      .tuple(
        picture(),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        fc.double({ min: -1, max: 3, noNaN: true }),
      )
      .map(([image, sigma, amount]) => (kernels) => {
        const target = kernels.importImage(image);
        kernels.sharpen(target, sigma, amount);
        return kernels.readImage(target);
      }),
  },
  {
    kernel: 'blend',
    tolerance: 1,
    runs: fc
      .tuple(layers, fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), fc.boolean())
      .map(([[under, over, data], opacity, masked]) => (kernels) => {
        const dst = kernels.importImage(under);
        const where = masked ? kernels.importMask(data.width, data.height, data.data) : undefined;
        kernels.blend(dst, kernels.importImage(over), opacity, where);
        return kernels.readImage(dst);
      }),
  },
  ...planeCases,
  {
    kernel: 'membrane, in 255ths',
    tolerance: 1,
    runs: fc
      .tuple(layers, fc.integer({ min: 1, max: 4 }), fc.constantFrom('noise', 'box', 'all'), fc.boolean())
      .map(([[one, other, data], channels, shape, anchored]) => (kernels) => {
        const { width, height } = data;
        const size = width * height;
        const region = data.data.map((value, i) => {
          const inside = i % width > 0 && i >= width && i < size - width && (i + 1) % width > 0;
          return shape === 'all' || (shape === 'box' ? inside : value > 100) ? 1 : 0;
        });
        const levels = [...one.data, ...other.data].slice(0, channels * size);
        const field = kernels.importTensor([channels, height, width], Float32Array.from(levels));
        const anchor = data.data.map((value) => value & 1);
        kernels.membrane(
          field,
          kernels.importMask(width, height, region),
          anchored ? kernels.importMask(width, height, anchor) : undefined,
        );
        return kernels.readTensor(field);
      }),
  },
  {
    kernel: 'seamlessClone',
    tolerance: 1,
    runs: layers.map(([under, over, data]) => (kernels) => {
      const dst = kernels.importImage(under);
      const mask = kernels.importMask(data.width, data.height, data.data);
      kernels.seamlessClone(dst, kernels.importImage(over), mask);
      return kernels.readImage(dst);
    }),
  },
  {
    kernel: 'paste',
    tolerance: 2,
    runs: fc.tuple(picture(), layers, transform).map(([under, [crop, , data], frameToCrop]) => (kernels) => {
      const frame = kernels.importImage(under);
      const where = kernels.importMask(data.width, data.height, data.data);
      const { x, y, width, height } = kernels.paste(frame, kernels.importImage(crop), where, frameToCrop);
      // The rectangle must agree exactly: ten times its numbers lie beyond the tolerance.
      return [...kernels.readImage(frame), x * 10, y * 10, width * 10, height * 10];
    }),
  },
  {
    kernel: 'paste with other colours, row range by row range',
    tolerance: 2,
    runs: fc
      .tuple(picture(), layers, transform, colorMap, fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([under, [crop, , data], frameToCrop, colors, share]) => (kernels) => {
        const frame = kernels.importImage(under);
        const over = kernels.importImage(crop);
        const where = kernels.importMask(data.width, data.height, data.data);
        const middle = Math.round(share * under.height);
        const ranges = [
          { from: 0, to: middle },
          { from: middle, to: under.height },
        ];
        const touched = ranges.map((rows) =>
          kernels.paste(frame, over, where, frameToCrop, { colors, rows }),
        );
        return [
          ...kernels.readImage(frame),
          ...touched.flatMap(({ x, y, width, height }) => [x * 10, y * 10, width * 10, height * 10]),
        ];
      }),
  },
];

describe('every WebAssembly build agrees with the reference', () => {
  test.each(cases)('$kernel within $tolerance', async ({ tolerance, runs }) => {
    const reference = await createKernels('reference');
    const builds = await everyBuild();
    fc.assert(
      fc.property(runs, (run) => {
        const expected = run(reference);
        reference.release(0);
        for (const kernels of builds) {
          const found = run(kernels);
          kernels.release(0);
          expect(largestDifference(expected, found)).toBeLessThanOrEqual(tolerance + 1e-3);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('shapes may differ by their outline only', () => {
  const centre = fc.record({ x: coordinate, y: coordinate });
  const radius = fc.double({ min: 0, max: 30, noNaN: true });
  const wide = fc.double({ min: 0.5, max: 30, noNaN: true });
  const shapes: Readonly<Record<string, fc.Arbitrary<(kernels: Kernels) => Outcome>>> = {
    drawEllipse: fc
      .tuple(size, centre, radius, radius, fc.double({ min: -400, max: 400, noNaN: true }))
      .map(([{ width, height }, at, radiusX, radiusY, angleDeg]) => (kernels) => {
        const target = kernels.createMask(width, height);
        kernels.drawEllipse(target, at, radiusX, radiusY, angleDeg, 255);
        return kernels.readMask(target);
      }),
    drawPolygon: fc
      .tuple(size, centre, wide, wide, fc.integer({ min: 3, max: 9 }), fc.boolean())
      .map(([{ width, height }, at, radiusX, radiusY, corners, clockwise]) => (kernels) => {
        const target = kernels.createMask(width, height);
        const outline = Array.from({ length: corners }, (_, i) => (Math.PI * 2 * i) / corners);
        const directed = clockwise ? outline : outline.reverse();
        const xy = directed.flatMap((t) => [at.x + radiusX * Math.cos(t), at.y + radiusY * Math.sin(t)]);
        kernels.drawPolygon(target, Float32Array.from(xy), 255);
        return kernels.readMask(target);
      }),
  };

  test.each(Object.entries(shapes))('%s', async (_, runs) => {
    const reference = await createKernels('reference');
    const builds = await everyBuild();
    fc.assert(
      fc.property(runs, (run) => {
        const expected = run(reference);
        reference.release(0);
        for (const kernels of builds) {
          const found = run(kernels);
          kernels.release(0);
          const differing = Array.from(expected).filter((value, i) => value !== found[i]).length;
          expect(differing).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('one pixel is enough for every size', () => {
  expect(fc.sample(side, { numRuns: 200, seed: 1 })).toContain(1);
});

function largestDifference(expected: Outcome, found: Outcome): number {
  if (expected.length !== found.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i]! - found[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
