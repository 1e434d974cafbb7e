import type { Kernels, Plane } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';

/** A plane by the pixel's place. */
const draw = (width: number, height: number, value: (x: number, y: number) => number): Plane => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});

/** A picture of one colour with an offset per pixel. */
const picture = (
  kernels: Kernels,
  colour: readonly [number, number, number],
  more: (i: number) => number = () => 0,
) =>
  kernels.importImage({
    width: 60,
    height: 50,
    data: Uint8Array.from({ length: 60 * 50 * 4 }, (_, k) =>
      k % 4 === 3 ? 77 : colour[k % 4]! + more(Math.floor(k / 4)),
    ),
  });

describe.each(await bothBackends())('the %s kernels', (_name, kernels) => {
  test.each([0.7, 3, 11])('blur a point by sigma %d as a Gaussian does', (sigma) => {
    const point = draw(101, 101, (x, y) => (x === 50 && y === 50 ? 1 : 0));
    kernels.blurPlanes([point], sigma);
    let [sum, variance] = [0, 0];
    point.data.forEach((value, i) => {
      sum += value;
      variance += value * ((i % 101) - 50) ** 2;
    });
    expect(sum).toBeCloseTo(1, 4);
    expect(Math.sqrt(variance / sum) / sigma).toBeGreaterThan(0.9);
    expect(Math.sqrt(variance / sum) / sigma).toBeLessThan(1.1);
  });

  test.each([0.1, 1, 12])('under a weight and by %d see only what has weight, and fill the rest', (sigma) => {
    const left = draw(90, 40, (x) => (x < 20 ? 0.7 : 0));
    const values = draw(90, 40, (x) => (x < 20 ? 5 : 1000));
    kernels.blurPlanes([values], sigma, left);
    expect(Math.max(...values.data.map((value) => Math.abs(value - 5)))).toBeLessThan(0.01);
    kernels.blurPlanes(
      [values],
      sigma,
      draw(90, 40, () => 0),
    );
    expect(values.data.every((value) => value === 0)).toBe(true);
  });

  test('see grey without chroma, and a light of half the strength in the first plane alone', () => {
    const tone = (...colour: [number, number, number]): number[] =>
      kernels.measureTone(picture(kernels, colour)).map(({ data }) => data[0]!);
    const [log, a, b] = tone(128, 128, 128);
    expect(log).toBeCloseTo(Math.log(0.21586 + 0.003), 3);
    expect(a).toBeCloseTo(0, 4);
    expect(b).toBeCloseTo(0, 4);
    // Half of the light of every channel.
    const [bright, dim] = [tone(200, 150, 120), tone(147, 109, 86)];
    expect(dim[0]! - bright[0]!).toBeCloseTo(Math.log(0.5), 1);
    expect(Math.abs(dim[1]! - bright[1]!)).toBeLessThan(0.01);
    expect(Math.abs(dim[2]! - bright[2]!)).toBeLessThan(0.01);
    kernels.release(0);
  });

  test('change tone between the cells of a change, where the mask is set', () => {
    const cells = (value: (x: number) => number): Plane => draw(2, 1, value);
    const [one, none] = [cells(() => 1), cells(() => 0)];
    const image = picture(kernels, [100, 100, 100]);
    const where = kernels.createMask(60, 50);
    kernels.drawBox(where, { x: 0, y: 0, width: 60, height: 20 }, 255);
    kernels.changeTone(image, [one, one, one, cells((x) => 0.8 * x), none, none], where);
    const pixels = kernels.readImage(image);
    const red = (x: number, y: number): number => pixels[4 * (60 * y + x)]!;
    expect([red(0, 0), red(0, 20), red(59, 30), pixels[3]]).toEqual([100, 100, 100, 77]);
    // 0.8 and 0.4 more in the logarithm of light: 2.23 and 1.49 times the light.
    expect(Math.abs(red(59, 0) - 145)).toBeLessThan(2);
    expect(Math.abs(red(29, 10) - 120)).toBeLessThan(3);
    kernels.release(0);
  });

  test('add grain to what is smooth and take it from what is rough, the same on every run', () => {
    const pores = (i: number): number => (((i * 31) % 11) - 5) * 4;
    const [smooth, rough] = [() => 0, pores];
    const size = { width: 60, height: 50 };
    const matched = (from: typeof pores, to: typeof pores, strength = 1): Uint8ClampedArray => {
      const image = picture(kernels, [120, 130, 140], from);
      const where = kernels.createMask(size.width, size.height);
      kernels.drawBox(where, { x: 0, y: 10, width: 50, height: 40 }, 255);
      kernels.matchGrain(image, picture(kernels, [90, 80, 70], to), where, where, strength);
      const pixels = kernels.readImage(image);
      kernels.release(0);
      return pixels;
    };
    const deviation = (pixels: Uint8ClampedArray): number => {
      const levels = Array.from(
        { length: 25 * 30 },
        (_, i) => pixels[4 * (60 * (15 + (i % 30)) + 10 + Math.floor(i / 30))]!,
      );
      const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
      return Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length);
    };
    const [plain, grainy] = [matched(smooth, smooth), matched(rough, rough)];
    expect(deviation(plain)).toBe(0);
    expect(deviation(grainy)).toBeGreaterThan(10);
    expect(deviation(matched(smooth, rough))).toBeGreaterThan(0.6 * deviation(grainy));
    expect(deviation(matched(rough, smooth))).toBeLessThan(0.4 * deviation(grainy));
    expect(matched(smooth, rough, 0)).toEqual(plain);
    const changed = matched(smooth, rough);
    expect(matched(smooth, rough)).toEqual(changed);
    expect(changed.subarray(0, 4 * 60 * 10)).toEqual(plain.subarray(0, 4 * 60 * 10));
    expect(changed.every((level, k) => k % 4 < 3 || level === 77)).toBe(true);
  });
});
