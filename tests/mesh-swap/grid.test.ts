import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromGrid, resampled } from '../../plugins/mesh-swap/dist/grid.js';
import { emptyPlane, type Plane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import { reusingPlanes } from '../../plugins/mesh-swap/dist/planes/plane-memory.js';
import { fromWindow, throughWindow, toWindow, windowAround } from '../../plugins/mesh-swap/dist/window.js';

const side = fc.integer({ min: 1, max: 12 });
/** A plane of which most is 0, as that of a face is. */
const planes = fc
  .record({ width: side, height: side })
  .chain(({ width, height }) =>
    fc
      .array(fc.integer({ min: -6, max: 3 }), { minLength: width * height, maxLength: width * height })
      .map((values): Plane => ({
        width,
        height,
        data: Float32Array.from(values, (value) => Math.max(0, value)),
      })),
  );

/** The value between those around a place, by its definition. */
function between({ width, height, data }: Plane, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (i: number, j: number): number =>
    data[Math.min(height - 1, j) * width + Math.min(width - 1, i)]!;
  const [u, v] = [x - left, y - top];
  return (
    (1 - v) * ((1 - u) * at(left, top) + u * at(left + 1, top)) +
    v * ((1 - u) * at(left, top + 1) + u * at(left + 1, top + 1))
  );
}

describe('the grid', () => {
  test('is carried to the crop by mixing the values around each pixel', () => {
    fc.assert(
      fc.property(planes, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (plane, w, h) => {
        const fine = fromGrid(plane, w, h);
        const place = (i: number, cells: number, size: number): number =>
          Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / size - 0.5));
        fine.data.forEach((value, i) => {
          const x = place(i % w, plane.width, w);
          const y = place(Math.floor(i / w), plane.height, h);
          expect(value).toBeCloseTo(between(plane, x, y), 4);
        });
      }),
    );
  });

  test('keeps 0 and 1 when it becomes another one', () => {
    const plane = { width: 4, height: 2, data: Float32Array.of(1, 1, 0, 0, 1, 1, 0, 1) };
    expect([...resampled(plane, { width: 2, height: 2 }).data]).toEqual([1, 0, 1, 1]);
    expect(resampled(plane, { width: 4, height: 2 })).toBe(plane);
  });
});

describe('the window', () => {
  test('holds the meshes with room, stays in the crop, and shows its pixels as they are', async () => {
    const crop = { width: 60, height: 50 };
    const mesh = Float32Array.of(20, 20, 0, 39, 30, 0);
    const window = windowAround(crop, [mesh, Float32Array.of(25, 45, 0)], 20);
    expect(window).toEqual({ x: 14, y: 14, width: 31, height: 36 });
    expect(toWindow(window)).toMatchObject({ tx: -14, ty: -14 });
    expect(fromWindow(window)).toMatchObject({ tx: 14, ty: 14 });
    const kernels = await createKernels('wasm');
    const data = Uint8ClampedArray.from({ length: 4 * 60 * 50 }, (_, i) => (i * 37) % 251);
    const seen = kernels.readImage(throughWindow(kernels, kernels.importImage({ ...crop, data }), window));
    expect([...seen.subarray(0, 8)]).toEqual([...data.subarray(4 * (14 * 60 + 14), 4 * (14 * 60 + 16))]);
  });
});

describe('the memory of planes', () => {
  test('is used again after the work on a face, also when that fails, and never twice at once', () => {
    const first = reusingPlanes(() => [emptyPlane(7, 9), emptyPlane(7, 9)].map(({ data }) => data.buffer));
    expect(first[0]).not.toBe(first[1]);
    const fail = (): never => {
      emptyPlane(7, 9);
      throw new Error('stopped');
    };
    expect(() => reusingPlanes(fail)).toThrow('stopped');
    const second = reusingPlanes(() => [emptyPlane(9, 7), emptyPlane(9, 7)].map(({ data }) => data.buffer));
    expect(new Set([...first, ...second]).size).toBe(2);
  });
});
