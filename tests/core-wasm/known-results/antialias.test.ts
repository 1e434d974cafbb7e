import {
  applyAffine,
  enlargement,
  identity,
  invertAffine,
  type Affine,
  type Pixels,
  type Point,
} from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';
import { grey, reds } from './greys.ts';

const smooth = { antialias: true } as const;

describe.each(await bothBackends())(
  'what a warp of the %s kernels averages before it samples',
  (_, kernels) => {
    const line = [10, 20, 60, 0, 100, 200, 7, 7, 8, 90];

    test('are blocks of as many pixels as fit into one of the destination, rounded', () => {
      const dst = kernels.createImage(3, 1);
      kernels.warpAffine(
        grey(kernels, 10, line),
        dst,
        invertAffine(enlargement(3)),
        'bilinear',
        'edge',
        smooth,
      );
      expect(reds(kernels.readImage(dst))).toEqual([30, 100, 7]);
      const slower = { ...identity, a: 1 / 3.25 };
      kernels.warpAffine(grey(kernels, 10, line), dst, slower, 'bilinear', 'edge', smooth);
      // Averages of 30 and 100 lie at 1 and 4, pixel 1 of the destination at 3.25.
      expect(reds(kernels.readImage(dst))[1]).toBe(Math.round((30 + 3 * 100) / 4));
    });

    test('are along each axis its own', () => {
      const data = Uint8Array.from({ length: 4 * 4 * 4 }, (_value, i) => (i % 4 === 3 ? 255 : (i >> 2) * 10));
      const dst = kernels.createImage(1, 4);
      const srcToDst = { ...identity, a: 1 / 4, tx: -3 / 8 };
      const src = kernels.importImage({ width: 4, height: 4, data });
      kernels.warpAffine(src, dst, srcToDst, 'bilinear', 'edge', smooth);
      expect(reds(kernels.readImage(dst))).toEqual([15, 55, 95, 135]);
    });

    test('end with what the border says', () => {
      const dst = kernels.createImage(4, 1);
      const srcToDst = { ...invertAffine(enlargement(3)), d: 1, ty: 0 };
      kernels.warpAffine(grey(kernels, 10, line), dst, srcToDst, 'bilinear', 'edge', smooth);
      expect(reds(kernels.readImage(dst))[3]).toBe(90);
      kernels.warpAffine(grey(kernels, 10, line), dst, srcToDst, 'bilinear', 'transparent', smooth);
      expect([...kernels.readImage(dst).subarray(12)]).toEqual([30, 30, 30, 85]);
    });

    test('is nothing up to half the size, and when nobody asks', () => {
      const [plain, asked] = [kernels.createImage(5, 1), kernels.createImage(5, 1)];
      const src = grey(kernels, 10, line);
      kernels.warpAffine(src, plain, { ...identity, a: 0.5 }, 'bilinear', 'edge');
      kernels.warpAffine(src, asked, { ...identity, a: 0.5 }, 'bilinear', 'edge', smooth);
      expect(reds(kernels.readImage(asked))).toEqual(reds(kernels.readImage(plain)));
      expect(reds(kernels.readImage(plain))).toEqual([10, 60, 100, 7, 8]);
      kernels.warpAffine(src, plain, { ...identity, a: 0.25 }, 'bilinear', 'edge', { antialias: false });
      expect(reds(kernels.readImage(plain)).slice(0, 3)).toEqual([10, 100, 8]);
    });

    test('leaves nothing behind in memory', () => {
      const [src, dst] = [grey(kernels, 10, line), kernels.createImage(2, 1)];
      const { usedBytes } = kernels;
      kernels.warpAffine(src, dst, { ...identity, a: 0.2 }, 'bicubic', 'edge', smooth);
      expect(kernels.usedBytes).toBe(usedBytes);
    });

    test('reaches a tensor as it reaches a picture', () => {
      const [src, dst] = [grey(kernels, 10, line), kernels.createImage(3, 1)];
      const srcToDst = { ...identity, a: 0.29, tx: 0.1 };
      kernels.warpAffine(src, dst, srcToDst, 'bilinear', 'edge', smooth);
      const tensor = kernels.createTensor([3, 1, 3]);
      const spec = { width: 3, height: 1, layout: 'chw', order: 'rgb', scale: 1 } as const;
      const [mean, std] = [[0, 0, 0] as const, [1, 1, 1] as const];
      kernels.warpToTensor(src, tensor, srcToDst, { ...spec, mean, std }, 'edge', smooth);
      expect([...kernels.readTensor(tensor).subarray(0, 3)]).toEqual(reds(kernels.readImage(dst)));
    });
  },
);

/** Rings that grow finer from the middle on: at the edge a line is two pixels wide. */
function zonePlate(side: number): Pixels {
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
    data.fill(Math.round(127.5 + 127.5 * Math.cos((Math.PI / 2 / side) * (x * x + y * y))), 4 * i, 4 * i + 3);
  }
  return { width: side, height: side, data };
}

/** Stripes of three pixels each, slanted a little. */
function stripes(side: number): Pixels {
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let i = 0; i < side * side; i++) {
    data.fill(((i % side) + 0.1 * Math.floor(i / side)) % 6 < 3 ? 0 : 255, 4 * i, 4 * i + 3);
  }
  return { width: side, height: side, data };
}

/** Every so many pixels of a crop, across and down, are compared. */
const spacing = 5;

/** Positions in the frame of some pixels of a crop, and what a crop shows there. */
function someOf(side: number, cropToFrame: Affine) {
  const pixels = Array.from({ length: Math.ceil(side / spacing) ** 2 }, (_, i) => {
    const across = Math.ceil(side / spacing);
    return { x: spacing * (i % across), y: spacing * Math.floor(i / across) };
  });
  return {
    positions: pixels.map((pixel) => applyAffine(cropToFrame, pixel)),
    of: (pixelsOfCrop: ArrayLike<number>) => pixels.map(({ x, y }) => pixelsOfCrop[4 * (y * side + x)]!),
  };
}

/** What a Gaussian of half a destination pixel sees at a position. */
function gaussian({ width, height, data }: Pixels, at: Point, shrinking: number): number {
  const sigma = shrinking / 2;
  const reach = Math.ceil(3 * sigma);
  const [x0, y0] = [Math.round(at.x), Math.round(at.y)];
  let [sum, weights] = [0, 0];
  for (let y = y0 - reach; y <= y0 + reach; y++) {
    for (let x = x0 - reach; x <= x0 + reach; x++) {
      const weight = Math.exp(-((x - at.x) ** 2 + (y - at.y) ** 2) / (2 * sigma ** 2));
      sum += weight * data[4 * (clamp(y, height) * width + clamp(x, width))]!;
      weights += weight;
    }
  }
  return sum / weights;
}

/** What a bilinear sample between averages of blocks sees at a position; nothing is rounded. Sides are whole multiples of blocks. */
function averaged({ width, height, data }: Pixels, at: Point, block: number): number {
  const average = (blockX: number, blockY: number): number => {
    let sum = 0;
    const left = block * clamp(blockX, width / block);
    const top = block * clamp(blockY, height / block);
    for (let i = 0; i < block * block; i++) {
      sum += data[4 * ((top + Math.floor(i / block)) * width + left + (i % block))]!;
    }
    return sum / block ** 2;
  };
  const [x, y] = [(at.x + 0.5) / block - 0.5, (at.y + 0.5) / block - 0.5];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const upper = average(left, top) * (1 - fx) + average(left + 1, top) * fx;
  const lower = average(left, top + 1) * (1 - fx) + average(left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

const clamp = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);

function rootMeanSquare(found: readonly number[], wanted: readonly number[]): number {
  return Math.sqrt(found.reduce((sum, level, i) => sum + (level - wanted[i]!) ** 2, 0) / found.length);
}

describe('a face of 900 pixels in a crop', () => {
  const pictureSide = 1536;
  /** Frame pixels that the crop shows from side to side. */
  const shown = 1500;
  const patterns = { rings: zonePlate(pictureSide), stripes: stripes(pictureSide) };

  test.each([
    ['rings', 128, 12],
    ['rings', 256, 6],
    ['stripes', 128, 12],
    ['stripes', 256, 6],
  ] as const)('shows no false %s at %i pixels', async (pattern, side, block) => {
    const kernels = await createKernels('wasm');
    const picture = patterns[pattern];
    const shrinking = shown / side;
    const cos = Math.cos(0.12) / shrinking;
    const sin = Math.sin(0.12) / shrinking;
    const shift = (side - (cos + sin) * pictureSide) / 2;
    const frameToCrop = { a: cos, b: sin, tx: shift, c: -sin, d: cos, ty: shift + sin * pictureSide };
    const frame = kernels.importImage(picture);
    const some = someOf(side, invertAffine(frameToCrop));
    const warped = (antialias: boolean): number[] => {
      const crop = kernels.createImage(side, side);
      kernels.warpAffine(frame, crop, frameToCrop, 'bilinear', 'edge', { antialias });
      return some.of(kernels.readImage(crop));
    };
    const found = warped(true);
    const exact = some.positions.map((at) => averaged(picture, at, block));
    const wanted = some.positions.map((at) => gaussian(picture, at, shrinking));
    expect(rootMeanSquare(found, exact)).toBeLessThan(0.8);
    expect(Math.max(...found.map((level, i) => Math.abs(level - exact[i]!)))).toBeLessThan(4);
    // False patterns: far more than half of the full contrast in a plain warp.
    expect(rootMeanSquare(warped(false), wanted)).toBeGreaterThan(60);
    expect(rootMeanSquare(found, wanted)).toBeLessThan(22);
  });
});
