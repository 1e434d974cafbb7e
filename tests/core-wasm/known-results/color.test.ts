import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';
import { generator, levels } from '../pictures.ts';
import { reds } from './greys.ts';

describe.each(await bothBackends())('known results of the %s kernels: blending and colours', (_, kernels) => {
  test('blending is linear and exact at its ends', () => {
    const under = levels(33 * 4, 1, 'noise');
    const over = levels(33 * 4, 2, 'noise');
    const at = (opacity: number, level: number): number[] => {
      const dst = kernels.importImage({ width: 33, height: 1, data: under });
      const mask = kernels.importMask(33, 1, new Uint8Array(33).fill(level));
      kernels.blend(dst, kernels.importImage({ width: 33, height: 1, data: over }), opacity, mask);
      return [...kernels.readImage(dst)];
    };
    expect(at(1, 255)).toEqual([...over]);
    expect(at(1, 0)).toEqual([...under]);
    expect(at(0, 255)).toEqual([...under]);
    at(0.5, 255).forEach((value, i) => {
      expect(Math.abs(value - (under[i]! + over[i]!) / 2)).toBeLessThanOrEqual(1);
    });
  });

  test('colours take on the mean and deviation of the reference', () => {
    const random = generator(4);
    const make = (mean: number, spread: number) =>
      kernels.importImage({
        width: 60,
        height: 60,
        data: Uint8Array.from({ length: 60 * 60 * 4 }, (_, i) =>
          i % 4 === 3 ? 255 : mean + (random() - 0.5) * spread,
        ),
      });
    const image = make(90, 80);
    const reference = make(150, 40);
    kernels.transferColorMeanStd(image, reference);
    const [found, wanted] = [reds(kernels.readImage(image)), reds(kernels.readImage(reference))];
    expect(Math.abs(mean(found) - mean(wanted))).toBeLessThan(2);
    expect(Math.abs(deviation(found) - deviation(wanted))).toBeLessThan(2);
  });

  test('an empty mask leaves colours as they are', () => {
    const data = levels(64, 9, 'noise');
    const image = kernels.importImage({ width: 4, height: 4, data });
    kernels.transferColorMeanStd(image, kernels.createImage(4, 4), kernels.createMask(4, 4));
    expect([...kernels.readImage(image)]).toEqual([...data]);
  });

  test('histogram matching takes the hue of the reference and keeps the luminance of the picture', () => {
    const random = generator(11);
    const make = (tint: readonly number[]) =>
      kernels.importImage({
        width: 50,
        height: 50,
        data: Uint8Array.from({ length: 50 * 50 * 4 }, (_, i) =>
          i % 4 === 3 ? 255 : 60 + tint[i % 4]! + random() * 90,
        ),
      });
    const image = make([0, 0, 30]);
    const reference = make([60, 10, 0]);
    const before = kernels.readImage(image);
    kernels.transferColorHistogram(image, reference);
    const after = kernels.readImage(image);
    const channel = (pixels: ArrayLike<number>, index: number) =>
      mean(Array.from(pixels).filter((_, i) => i % 4 === index));
    expect(channel(after, 0)).toBeGreaterThan(channel(after, 2) + 25);
    const luminance = (pixels: ArrayLike<number>, i: number) =>
      0.299 * pixels[i]! + 0.587 * pixels[i + 1]! + 0.114 * pixels[i + 2]!;
    for (let i = 0; i < after.length; i += 4) {
      expect(Math.abs(luminance(after, i) - luminance(before, i))).toBeLessThan(1.01);
    }
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
