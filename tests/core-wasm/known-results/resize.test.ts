import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';
import { levels } from '../pictures.ts';
import { grey, reds } from './greys.ts';

describe.each(await bothBackends())('known results of the %s kernels: resizing', (_, kernels) => {
  test('resizing aligns outer edges, not centres', () => {
    const dst = kernels.createImage(4, 1);
    kernels.resize(grey(kernels, 2, [0, 100]), dst, 'bilinear');
    expect(reds(kernels.readImage(dst))).toEqual([0, 25, 75, 100]);
    const half = kernels.createImage(2, 1);
    kernels.resize(grey(kernels, 4, [0, 100, 30, 50]), half, 'area');
    expect(reds(kernels.readImage(half))).toEqual([50, 40]);
    kernels.resize(grey(kernels, 4, [0, 100, 30, 50]), half, 'nearest');
    expect(reds(kernels.readImage(half))).toEqual([100, 50]);
  });

  test.each(['nearest', 'bilinear', 'bicubic', 'lanczos', 'area'] as const)(
    'resizing with %s keeps a flat colour, and a picture of the same size',
    (filter) => {
      const flat = kernels.importImage({ width: 9, height: 7, data: new Uint8Array(9 * 7 * 4).fill(201) });
      const dst = kernels.createImage(23, 4);
      kernels.resize(flat, dst, filter);
      expect(new Set(kernels.readImage(dst))).toEqual(new Set([201]));
      const data = levels(9 * 7 * 4, 8, 'noise');
      const same = kernels.createImage(9, 7);
      kernels.resize(kernels.importImage({ width: 9, height: 7, data }), same, filter);
      expect([...kernels.readImage(same)]).toEqual([...data]);
    },
  );

  test('a Lanczos reduction does not alias: stripes of one pixel become grey', () => {
    const dst = kernels.createImage(8, 1);
    kernels.resize(
      grey(
        kernels,
        64,
        Array.from({ length: 64 }, (_, x) => (x % 2) * 255),
      ),
      dst,
      'lanczos',
    );
    for (const value of reds(kernels.readImage(dst)).slice(1, -1)) {
      expect(Math.abs(value - 127.5)).toBeLessThan(5);
    }
  });
});
