import { identity } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';
import { grey, reds } from './greys.ts';

describe.each(await bothBackends())('known results of the %s kernels: warps and meshes', (_, kernels) => {
  test('a warp follows cv2.warpAffine: srcToDst is inverted, pixel centres are whole numbers', () => {
    const src = grey(kernels, 4, [10, 20, 30, 40]);
    const dst = kernels.createImage(4, 1);
    kernels.warpAffine(src, dst, { ...identity, tx: 1 }, 'bilinear', 'transparent');
    expect(reds(kernels.readImage(dst))).toEqual([0, 10, 20, 30]);
    kernels.warpAffine(src, dst, { ...identity, tx: 0.5 }, 'bilinear', 'transparent');
    expect(reds(kernels.readImage(dst))).toEqual([5, 15, 25, 35]);
    kernels.warpAffine(src, dst, { ...identity, a: 2 }, 'bilinear', 'edge');
    expect(reds(kernels.readImage(dst))).toEqual([10, 15, 20, 25]);
  });

  test('outside is transparent black, or the nearest edge pixel', () => {
    const src = grey(kernels, 2, [100, 200]);
    const dst = kernels.createImage(4, 1);
    kernels.warpAffine(src, dst, { ...identity, tx: 1 }, 'bilinear', 'edge');
    expect(reds(kernels.readImage(dst))).toEqual([100, 100, 200, 200]);
    kernels.warpAffine(src, dst, { ...identity, tx: 1 }, 'bilinear', 'transparent');
    expect([...kernels.readImage(dst).subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test('a bicubic warp by half a pixel weighs -3/32, 19/32, 19/32, -3/32', () => {
    const src = grey(kernels, 4, [0, 100, 200, 50]);
    const dst = kernels.createImage(4, 1);
    kernels.warpAffine(src, dst, { ...identity, tx: 0.5 }, 'bicubic', 'edge');
    expect(reds(kernels.readImage(dst))[2]).toBe(Math.round((-3 * 0 + 19 * 100 + 19 * 200 - 3 * 50) / 32));
  });

  test('a mesh of two triangles covers its square once, without hole or overlap', () => {
    const src = kernels.importImage({ width: 4, height: 4, data: new Uint8Array(64).fill(255) });
    const from = Float32Array.of(0, 0, 3, 0, 0, 3, 3, 3);
    const to = Float32Array.of(1, 1, 7, 1, 1, 7, 7, 7);
    const cover = (triangles: number[]): number[] => {
      const dst = kernels.createImage(9, 9);
      kernels.warpMesh(src, dst, { from, to, triangles: Uint16Array.from(triangles) });
      return reds(kernels.readImage(dst)).map((value) => value / 255);
    };
    const first = cover([0, 1, 2]);
    const second = cover([1, 3, 2]);
    const sums = first.map((value, i) => value + second[i]!);
    expect(Math.max(...sums)).toBe(1);
    expect(sums.reduce((a, b) => a + b)).toBe(36);
    expect(cover([0, 1, 2, 1, 3, 2])).toEqual(sums);
    expect(cover([0, 2, 1]).every((value) => value === 0)).toBe(true);
  });

  test('the nearer triangle wins, whichever comes first', () => {
    const src = grey(kernels, 2, [50, 200]);
    const from = Float32Array.of(0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0);
    const to = Float32Array.of(0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9);
    const depth = Float32Array.of(1, 1, 1, 2, 2, 2);
    for (const triangles of [Uint16Array.of(0, 1, 2, 3, 4, 5), Uint16Array.of(3, 4, 5, 0, 1, 2)]) {
      const dst = kernels.createImage(8, 8);
      kernels.warpMesh(src, dst, { from, to, depth, triangles });
      expect([...kernels.readImage(dst).subarray(0, 4)]).toEqual([50, 50, 50, 255]);
    }
  });
});
