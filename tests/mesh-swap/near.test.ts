import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { borderOf, grow, rimOf, shrink } from '../../plugins/mesh-swap/dist/planes/near.js';
import type { Plane } from '../../plugins/mesh-swap/dist/planes/plane.js';

/** A mask of at most 12 x 12 pixels. */
const masks = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: width * height, maxLength: width * height })
      .map((values): Plane => ({ width, height, data: Float32Array.from(values, (v) => (v === 0 ? 1 : 0)) })),
  );

/** Whether a pixel of the value lies within the distance of pixel `i`. */
function isNear({ width, data }: Plane, i: number, value: number, distance: number): boolean {
  return data.some((other, j) => {
    const dx = (i % width) - (j % width);
    const dy = Math.floor(i / width) - Math.floor(j / width);
    return other === value && dx * dx + dy * dy <= distance * distance;
  });
}

describe('what is near a mask', () => {
  test('is what a search of all pixels finds, on both sides of its border', () => {
    fc.assert(
      fc.property(masks, fc.double({ min: 0, max: 15, noNaN: true }), (mask, distance) => {
        const [grown, shrunk] = [grow(mask, distance), shrink(mask, distance)];
        const [rim, border] = [rimOf(mask, distance), borderOf(mask, distance)];
        mask.data.forEach((value, i) => {
          const inside = isNear(mask, i, 1, distance);
          const outside = isNear(mask, i, 0, distance);
          expect(grown.data[i]).toBe(inside ? 1 : 0);
          expect(shrunk.data[i]).toBe(outside ? 0 : 1);
          expect(rim.data[i]).toBe(outside ? value : 0);
          expect(border.data[i]).toBe(inside && outside ? 1 : 0);
        });
      }),
    );
  });
});
