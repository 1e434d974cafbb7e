import type { Mask } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bothBackends } from './builds.ts';
import { levels, mask, picture } from './pictures.ts';

describe.each(await bothBackends())('blurs of the %s kernels', (_, kernels) => {
  test.each([60, 61].flatMap((size) => [0.4, 1, 1.5, 2.4, 6, 12].map((sigma) => [size, sigma] as const)))(
    'feathering a square of %d by %d stays within 2 of a true Gaussian along an edge, within 3 everywhere',
    (size, sigma) => {
      const draw = (x: number, y: number, width: number, height: number): Mask => {
        const mask = kernels.createMask(size, size);
        kernels.drawBox(mask, { x, y, width, height }, 255);
        return mask;
      };
      expect(distanceFromGaussian(draw(0, 0, 30, 60), size, sigma)).toBeLessThanOrEqual(2);
      expect(distanceFromGaussian(draw(30, 30, 30, 30), size, sigma)).toBeLessThanOrEqual(3);
      expect(distanceFromGaussian(draw(13, 16, 35, 28), size, sigma)).toBeLessThanOrEqual(3);
      const blob = kernels.createMask(size, size);
      kernels.drawEllipse(blob, { x: 40, y: 45 }, 11, 6, 30, 255);
      expect(distanceFromGaussian(blob, size, sigma)).toBeLessThanOrEqual(3);
      const noise = kernels.importMask(size, size, levels(size * size, 4, 'blackAndWhite'));
      expect(distanceFromGaussian(noise, size, sigma)).toBeLessThanOrEqual(3);
    },
  );

  function distanceFromGaussian(mask: Mask, size: number, sigma: number): number {
    const expected = gaussian(kernels.readMask(mask), size, sigma);
    kernels.feather(mask, sigma);
    const found = kernels.readMask(mask);
    return Math.max(...expected.map((value, i) => Math.abs(value - found[i]!)));
  }

  test('feathering keeps a full mask full: outside counts as the edge', () => {
    const mask = kernels.createMask(30, 21);
    kernels.drawBox(mask, { x: 0, y: 0, width: 30, height: 21 }, 255);
    kernels.feather(mask, 7);
    expect(new Set(kernels.readMask(mask))).toEqual(new Set([255]));
  });

  test('a mirrored or turned mask has a mirrored or turned feather, whatever its size', () => {
    fc.assert(
      fc.property(mask(), fc.double({ min: 0.3, max: 60, noNaN: true }), ({ width, height, data }, sigma) => {
        const feathered = kernels.importMask(width, height, data);
        kernels.feather(feathered, sigma);
        const turned = kernels.importMask(width, height, data.toReversed());
        kernels.feather(turned, sigma);
        expect(kernels.readMask(turned)).toEqual(kernels.readMask(feathered).reverse());
        const mirrored = kernels.importMask(width, height, mirror(data, width));
        kernels.feather(mirrored, sigma);
        expect(kernels.readMask(mirrored)).toEqual(mirror(kernels.readMask(feathered), width));
        kernels.release(0);
      }),
    );
  });

  test('sharpening a mirrored picture mirrors what it gives', () => {
    fc.assert(
      fc.property(
        picture(),
        fc.double({ min: 0.3, max: 30, noNaN: true }),
        ({ width, height, data }, sigma) => {
          const sharpened = kernels.importImage({ width, height, data });
          kernels.sharpen(sharpened, sigma, 0.5);
          const mirrored = kernels.importImage({ width, height, data: mirror(data, width, 4) });
          kernels.sharpen(mirrored, sigma, 0.5);
          expect([...kernels.readImage(mirrored)]).toEqual([
            ...mirror(kernels.readImage(sharpened), width, 4),
          ]);
          kernels.release(0);
        },
      ),
    );
  });

  test('sharpening is image + amount * (image - blur) and leaves alpha and flat parts alone', () => {
    const data = new Uint8Array(40 * 4 * 4).fill(90);
    for (let i = 0; i < data.length; i += 4) {
      if ((i / 4) % 40 >= 20) data.fill(160, i, i + 3);
      data[i + 3] = i & 255;
    }
    const image = kernels.importImage({ width: 40, height: 4, data });
    kernels.sharpen(image, 3, 0.5);
    const found = kernels.readImage(image);
    expect([...found].filter((_, i) => i % 4 === 3)).toEqual([...data].filter((_, i) => i % 4 === 3));
    expect(found[0]).toBe(90);
    expect(found[39 * 4]).toBe(160);
    // Half a pixel off a step of 70, a Gaussian of sigma 3 has taken 0.5 - 0.066 of it.
    expect(Math.abs(found[20 * 4]! - (160 + 0.5 * 70 * 0.434))).toBeLessThan(2);
    expect(Math.abs(found[19 * 4]! - (90 - 0.5 * 70 * 0.434))).toBeLessThan(2);
  });

  test('however much a flat picture is sharpened, it stays as it was', () => {
    for (const sigma of [0.7, 3, 20]) {
      const data = new Uint8Array(37 * 23 * 4).fill(201);
      const image = kernels.importImage({ width: 37, height: 23, data });
      kernels.sharpen(image, sigma, 100);
      expect([...kernels.readImage(image)]).toEqual([...data]);
    }
  });
});

/** Rows from right to left. */
function mirror(data: ArrayLike<number>, width: number, channels = 1): Uint8Array {
  return Uint8Array.from(data, (_, i) => {
    const pixel = Math.floor(i / channels);
    const x = pixel % width;
    return data[(pixel - x + width - 1 - x) * channels + (i % channels)]!;
  });
}

/** A Gaussian blur of a square by its definition, out to five sigmas; outside counts as the edge. */
function gaussian(data: Uint8Array, size: number, sigma: number): Float64Array {
  const reach = Math.ceil(sigma * 5);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const last = size - 1;
  // Blurred along its rows and turned on its side, twice.
  const along = (values: Uint8Array | Float64Array): Float64Array => {
    const blurred = new Float64Array(size * size);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let i = 0; i <= 2 * reach; i++) {
          let place = x + i - reach;
          if (place < 0) place = 0;
          else if (place > last) place = last;
          sum += weights[i]! * values[y * size + place]!;
        }
        blurred[x * size + y] = sum / total;
      }
    }
    return blurred;
  };
  return along(along(data));
}
