import { createKernels, type ManagedKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { everyBuild } from './builds.ts';
import { levels } from './pictures.ts';

const turn = { a: 0.6, b: 0.2, tx: 1, c: -0.2, d: 0.6, ty: 4 };
const spec = {
  width: 20,
  height: 15,
  layout: 'chw',
  order: 'rgb',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;

/** One face's worth of work: every kernel once. */
function everyKernel(kernels: ManagedKernels): void {
  const picture = kernels.importImage({ width: 24, height: 16, data: levels(24 * 16 * 4, 5, 'noise') });
  const other = kernels.importImage({ width: 24, height: 16, data: levels(24 * 16 * 4, 6, 'ramp') });
  const mask = kernels.createMask(24, 16);
  const second = kernels.createMask(24, 16);
  const crop = kernels.createImage(20, 15);
  const tensor = kernels.createTensor([1, 3, 15, 20]);
  kernels.drawBox(mask, { x: 2, y: 3, width: 15, height: 9 }, 255);
  kernels.drawEllipse(mask, { x: 12, y: 8 }, 9, 6, 30, 255);
  kernels.drawPolygon(mask, Float32Array.of(2, 2, 20, 3, 11, 14), 255);
  kernels.feather(mask, 2);
  kernels.erode(mask, 5, 4);
  kernels.dilate(mask, 3, 6);
  kernels.combineMasks(second, mask, 'max');
  kernels.warpAffine(picture, crop, turn, 'bilinear', 'edge');
  kernels.warpAffine(picture, crop, turn, 'bicubic', 'transparent');
  const third = { ...turn, a: 0.3, d: 0.3 };
  kernels.warpAffine(picture, crop, third, 'bilinear', 'edge', { antialias: true });
  kernels.warpToTensor(picture, tensor, third, spec, 'edge', { antialias: true });
  kernels.warpMask(second, mask, turn);
  kernels.warpToTensor(picture, tensor, turn, spec, 'edge');
  kernels.tensorToImage(tensor, crop, spec);
  kernels.tensorToImage(kernels.readTensor(tensor), crop, spec);
  for (const filter of ['nearest', 'bilinear', 'bicubic', 'lanczos', 'area'] as const) {
    kernels.resize(picture, crop, filter);
  }
  kernels.warpMesh(other, picture, {
    from: Float32Array.of(0, 0, 22, 0, 0, 14),
    to: Float32Array.of(1, 2, 20, 3, 3, 15),
    depth: Float32Array.of(1, 2, 3),
    triangles: Uint16Array.of(0, 1, 2),
  });
  kernels.transferColorMeanStd(picture, other, mask);
  kernels.transferColorHistogram(picture, other);
  kernels.sharpen(picture, 3, 0.5);
  kernels.blend(picture, other, 0.5, mask);
  const tone = kernels.measureTone(picture);
  kernels.blurPlanes(tone, 2);
  kernels.blurPlanes(tone, 7, tone[0]);
  kernels.changeTone(picture, [...tone, ...tone], mask);
  kernels.matchGrain(picture, other, second, mask, 0.5);
  kernels.seamlessClone(picture, other, mask);
  kernels.membrane(kernels.importTensor([2, 16, 24], new Float32Array(768).fill(3)), second, mask);
  kernels.paste(other, picture, mask, turn);
  const colors = { gain: [0.9, 1, 1.1], offset: [5, 0, -5] } as const;
  kernels.paste(other, picture, mask, turn, { colors, rows: { from: 2, to: 9 } });
}

describe('a thousand faces need the memory of one', () => {
  test('in every WebAssembly build', async () => {
    for (const kernels of await everyBuild()) {
      const mark = kernels.mark();
      everyKernel(kernels);
      kernels.release(mark);
      const { memoryBytes, peakBytes, usedBytes } = kernels;
      for (let call = 0; call < 1000; call++) {
        everyKernel(kernels);
        kernels.release(mark);
      }
      expect(kernels.usedBytes).toBe(usedBytes);
      expect(kernels.peakBytes).toBe(peakBytes);
      expect(kernels.memoryBytes).toBe(memoryBytes);
    }
  });

  test('in the reference', async () => {
    const kernels = await createKernels('reference');
    everyKernel(kernels);
    kernels.release(0);
    const { memoryBytes } = kernels;
    everyKernel(kernels);
    kernels.release(0);
    expect(kernels.memoryBytes).toBe(memoryBytes);
    expect(kernels.usedBytes).toBe(0);
  });
});

describe('a frame needs no more memory than the first of its size', () => {
  const sizes = [
    ['4K', 3840, 2160],
    ['8K', 7680, 4320],
  ] as const;

  /** What a run does to a frame and to one face in it. */
  function work(kernels: ManagedKernels, width: number, height: number): void {
    const frame = kernels.createImage(width, height);
    const tensor = kernels.createTensor([1, 3, 15, 20]);
    const crop = kernels.createImage(20, 15);
    const mask = kernels.createMask(20, 15);
    kernels.drawBox(mask, { x: 2, y: 2, width: 16, height: 11 }, 255);
    kernels.warpToTensor(frame, tensor, turn, spec, 'edge');
    kernels.tensorToImage(tensor, crop, spec);
    kernels.paste(frame, crop, mask, turn);
    kernels.sharpen(frame, 3, 0.5);
  }

  test.each(sizes)('%s', async (_, width, height) => {
    const kernels = await createKernels('wasm');
    work(kernels, width, height);
    kernels.release(0);
    const { memoryBytes, peakBytes } = kernels;
    // The frame, and what sharpening needs beside it.
    expect(peakBytes).toBeLessThan(2 * 4 * width * height);
    work(kernels, width, height);
    kernels.release(0);
    expect(kernels.memoryBytes).toBe(memoryBytes);
    expect(kernels.peakBytes).toBe(peakBytes);
  });

  test('and beyond the limit a sentence says how much was needed, after which smaller ones still fit', async () => {
    const kernels = await createKernels('wasm', { maximumBytes: 100 * 1024 * 1024 });
    expect(() => kernels.createImage(7680, 4320)).toThrow(
      /The pictures in work need 12\d\.\d MB but the kernels may use 100\.0 MB/,
    );
    work(kernels, 1920, 1080);
    kernels.release(0);
    expect(kernels.usedBytes).toBe(0);
  });
});
