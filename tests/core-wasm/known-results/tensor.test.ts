import { identity } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';
import { levels } from '../pictures.ts';

describe.each(await bothBackends())('known results of the %s kernels: tensors', (_, kernels) => {
  test('a tensor holds (pixel * scale - mean) / std in the layout and order asked for', () => {
    const src = kernels.importImage({
      width: 2,
      height: 1,
      data: Uint8Array.of(10, 20, 30, 255, 40, 50, 60, 255),
    });
    const dst = kernels.createTensor([3, 1, 2]);
    const spec = { width: 2, height: 1, scale: 0.1, mean: [1, 2, 3], std: [2, 4, 8] } as const;
    kernels.warpToTensor(src, dst, identity, { ...spec, layout: 'chw', order: 'rgb' }, 'edge');
    expectClose(kernels.readTensor(dst), [0, 1.5, 0, 0.75, 0, 0.375]);
    kernels.warpToTensor(src, dst, identity, { ...spec, layout: 'hwc', order: 'bgr' }, 'edge');
    expectClose(kernels.readTensor(dst), [1, 0, -0.25, 2.5, 0.75, 0.125]);
  });

  test('a tensor of a part of a picture holds its pixels, whichever way the part is reached', () => {
    const data = levels(11 * 9 * 4, 5, 'noise');
    const src = kernels.importImage({ width: 11, height: 9, data });
    for (const layout of ['chw', 'hwc'] as const) {
      for (const order of ['rgb', 'bgr'] as const) {
        const dst = kernels.createTensor([3, 6, 7]);
        const spec = {
          width: 7,
          height: 6,
          layout,
          order,
          scale: 1,
          mean: [0, 0, 0],
          std: [1, 1, 1],
        } as const;
        kernels.warpToTensor(src, dst, { ...identity, tx: -3, ty: -2 }, spec, 'edge');
        const found = kernels.readTensor(dst);
        found.forEach((value, i) => {
          const channel = layout === 'chw' ? Math.floor(i / 42) : i % 3;
          const pixel = layout === 'chw' ? i % 42 : Math.floor(i / 3);
          const at = ((Math.floor(pixel / 7) + 2) * 11 + (pixel % 7) + 3) * 4;
          expect(value).toBe(data[at + (order === 'rgb' ? channel : 2 - channel)]);
        });
      }
    }
  });

  test('a tensor of a picture turns back into that picture', () => {
    const data = levels(7 * 5 * 4, 3, 'noise').map((value, i) => (i % 4 === 3 ? 255 : value));
    const src = kernels.importImage({ width: 7, height: 5, data });
    const tensor = kernels.createTensor([3 * 7 * 5]);
    const dst = kernels.createImage(7, 5);
    for (const layout of ['chw', 'hwc'] as const) {
      const spec = {
        width: 7,
        height: 5,
        layout,
        order: 'bgr',
        scale: 1 / 255,
        mean: [0.4, 0.5, 0.6],
        std: [0.2, 0.3, 0.4],
      } as const;
      kernels.warpToTensor(src, tensor, identity, spec, 'edge');
      kernels.tensorToImage(tensor, dst, spec);
      expect([...kernels.readImage(dst)]).toEqual([...data]);
    }
  });

  test.each(['rgb', 'bgr'] as const)('colours change on the way back from a tensor of %s', (order) => {
    const spec = {
      width: 2,
      height: 1,
      layout: 'chw',
      order,
      scale: 1 / 255,
      mean: [0.4, 0.5, 0.6],
      std: [0.2, 0.3, 0.4],
    } as const;
    const data = Uint8Array.of(10, 20, 30, 255, 100, 150, 200, 255);
    const src = kernels.importImage({ width: 2, height: 1, data });
    const tensor = kernels.createTensor([6]);
    const dst = kernels.createImage(2, 1);
    kernels.warpToTensor(src, tensor, identity, spec, 'edge');
    kernels.tensorToImage(tensor, dst, spec, { gain: [2, 0.5, -1], offset: [-30, 10, 220] });
    expect([...kernels.readImage(dst)]).toEqual([0, 20, 190, 255, 170, 85, 20, 255]);
  });
});

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
}
