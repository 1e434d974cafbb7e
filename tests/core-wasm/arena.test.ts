import { createKernels } from '@facet/core-wasm';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ManagedKernels } from '@facet/core-wasm';

describe.each(['wasm', 'reference'] as const)('the memory of the %s kernels', (backend) => {
  let kernels: ManagedKernels;
  beforeEach(async () => {
    kernels = await createKernels(backend);
  });

  test('says its backend', () => {
    expect(kernels.backend).toBe(backend);
  });

  test('is empty at first and after everything was released', () => {
    expect(kernels.usedBytes).toBe(0);
    const mark = kernels.mark();
    kernels.createImage(100, 50);
    expect(kernels.usedBytes).toBeGreaterThanOrEqual(100 * 50 * 4);
    kernels.release(mark);
    expect(kernels.usedBytes).toBe(0);
    expect(kernels.peakBytes).toBeGreaterThanOrEqual(100 * 50 * 4);
  });

  test('gives new pictures, masks and tensors of zeros, also where others lay before', () => {
    kernels.importImage({ width: 9, height: 9, data: new Uint8Array(9 * 9 * 4).fill(200) });
    kernels.release(0);
    expect(kernels.readImage(kernels.createImage(3, 3))).toEqual(new Uint8ClampedArray(36));
    expect(kernels.readMask(kernels.createMask(5, 2))).toEqual(new Uint8Array(10));
    expect(kernels.readTensor(kernels.createTensor([2, 3]))).toEqual(new Float32Array(6));
  });

  test('keeps pictures where they are when it grows', () => {
    const data = Uint8Array.from({ length: 16 }, (_, i) => i * 9);
    const small = kernels.importImage({ width: 2, height: 2, data });
    const before = kernels.memoryBytes;
    kernels.createImage(1500, 1500);
    expect(kernels.memoryBytes).toBeGreaterThan(before);
    expect([...kernels.readImage(small)]).toEqual([...data]);
  });

  test('refuses what was released and says so', () => {
    const mark = kernels.mark();
    const image = kernels.createImage(4, 4);
    const tensor = kernels.createTensor([3]);
    kernels.release(mark);
    kernels.createImage(4, 4);
    expect(() => kernels.readImage(image)).toThrow(
      'readImage: expected an image that is alive for image but received one that was already released.',
    );
    expect(() => kernels.tensorView(tensor)).toThrow('already released');
  });

  test('keeps what is older than the mark', () => {
    const kept = kernels.importMask(2, 1, Uint8Array.of(7, 8));
    const mark = kernels.mark();
    kernels.createMask(50, 50);
    kernels.release(mark);
    expect([...kernels.readMask(kept)]).toEqual([7, 8]);
  });

  test.each([-16, 8, 1.5, NaN, 1e6])('refuses %d as a mark', (mark) => {
    kernels.createMask(5, 5);
    expect(() => kernels.release(mark)).toThrow(expect.objectContaining({ code: 'KERNEL_ARGUMENT' }));
  });

  test('shows tensors and pictures where they lie', () => {
    const tensor = kernels.createTensor([2, 2]);
    kernels.tensorView(tensor)[3] = 1.5;
    expect([...kernels.readTensor(tensor)]).toEqual([0, 0, 0, 1.5]);
    const image = kernels.createImage(1, 1);
    kernels.imageView(image).set([1, 2, 3, 4]);
    expect([...kernels.readImage(image)]).toEqual([1, 2, 3, 4]);
  });

  test('has a limit', async () => {
    const limited = await createKernels(backend, { maximumBytes: 4 * 1024 * 1024 });
    limited.createImage(500, 500);
    expect(() => limited.createImage(1000, 1000)).toThrow(
      expect.objectContaining({
        code: 'KERNEL_MEMORY',
        message: expect.stringContaining('4.0 MB') as unknown,
      }),
    );
    expect(limited.readMask(limited.createMask(2, 2))).toEqual(new Uint8Array(4));
  });

  test('makes room ahead, once, and says when that was not enough', () => {
    kernels.reserve(1e6, 4e6);
    const before = kernels.imageView(kernels.createImage(1, 1)).buffer;
    expect(before.byteLength).toBeGreaterThanOrEqual(4e6);
    const image = kernels.createImage(990, 990);
    expect(kernels.imageView(image).buffer).toBe(before);
    expect(kernels.unplannedGrowths).toBe(0);
    kernels.createImage(1000, 1000);
    expect(kernels.imageView(image).buffer).not.toBe(before);
    expect(kernels.unplannedGrowths).toBe(1);
    kernels.startPeak();
    kernels.reserve(50e6);
    expect(kernels.unplannedGrowths).toBe(0);
  });

  test('makes the room that is needed where the limit leaves less than was wished', async () => {
    const limited = await createKernels(backend, { maximumBytes: 4 * 1024 * 1024 });
    limited.reserve(1e6, 1e9);
    expect(limited.memoryBytes).toBe(4 * 1024 * 1024);
    expect(() => limited.reserve(5e6)).toThrow(expect.objectContaining({ code: 'KERNEL_MEMORY' }));
  });

  test('stays as it is while pixels are lent', async () => {
    const image = kernels.importImage({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) });
    const given = await kernels.lend(image, async (pixels) => {
      await Promise.resolve();
      expect(kernels.readMask(kernels.createMask(3, 3))).toHaveLength(9);
      expect(() => kernels.createImage(3000, 3000)).toThrow(
        expect.objectContaining({
          code: 'KERNEL_MEMORY',
          message: expect.stringContaining('more while a picture is encoded from their memory') as unknown,
        }),
      );
      return [...pixels];
    });
    expect(given).toEqual([1, 2, 3, 4]);
    await expect(kernels.lend(image, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(kernels.createImage(3000, 3000).width).toBe(3000);
  });

  test('refuses handles of other kernels and handles of another kind', async () => {
    const others = await createKernels(backend);
    const foreign = others.createImage(2, 2);
    expect(() => kernels.readImage(foreign)).toThrow('expected an image of these kernels');
    const mask = kernels.createMask(2, 2);
    expect(() => kernels.readImage(mask as never)).toThrow('expected an image for image but received a mask');
  });

  test('gives handles that cannot be changed', () => {
    expect(Object.isFrozen(kernels.createImage(2, 3))).toBe(true);
    expect(kernels.createTensor([1, 2]).dims).toEqual([1, 2]);
  });
});

test.each([0, -5, NaN, 5 * 1024 ** 3])('refuses %d as a maximum size', async (maximumBytes) => {
  await expect(createKernels('reference', { maximumBytes })).rejects.toMatchObject({
    code: 'KERNEL_ARGUMENT',
  });
});

test('refuses an unknown backend', async () => {
  await expect(createKernels('gpu' as never)).rejects.toMatchObject({ code: 'KERNEL_ARGUMENT' });
});
