import { describe, expect, test } from '@jest/globals';
import { createMembrane, solveMembrane } from '../../plugins/mesh-swap/dist/planes/membrane.js';
import { createPlane, type Plane } from '../../plugins/mesh-swap/dist/planes/plane.js';

const paint = (width: number, height: number, value: (x: number, y: number) => number): Plane => {
  const plane = createPlane(width, height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) plane.data[y * width + x] = value(x, y);
  return plane;
};

/** The same problem by Gauss elimination over all unknown pixels. */
function direct(region: Plane, anchor: Plane, values: Plane, source: Plane): Float64Array {
  const { width, height } = region;
  const unknown = [...region.data.keys()].filter((i) => region.data[i]! > 0.5);
  const rows = unknown.map((i) => {
    const row = new Float64Array(unknown.length + 1);
    const own = unknown.indexOf(i);
    row[unknown.length] = -source.data[i]!;
    const [x, y] = [i % width, Math.floor(i / width)];
    for (const [nx, ny] of [
      [x - 1, y],
      [x + 1, y],
      [x, y - 1],
      [x, y + 1],
    ] as const) {
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
      const q = ny * width + nx;
      const other = unknown.indexOf(q);
      if (other < 0 && anchor.data[q]! <= 0.5) continue;
      row[own]! += 1;
      if (other >= 0) row[other]! -= 1;
      else row[unknown.length]! += values.data[q]!;
    }
    return row;
  });
  for (const [c, pivot] of rows.entries()) {
    for (const [r, row] of rows.entries()) {
      if (r === c) continue;
      const factor = row[c]! / pivot[c]!;
      for (let k = c; k <= unknown.length; k++) row[k]! -= factor * pivot[k]!;
    }
  }
  const out = Float64Array.from(values.data);
  for (const [k, i] of unknown.entries()) out[i] = rows[k]![unknown.length]! / rows[k]![k]!;
  return out;
}

const error = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('the membrane', () => {
  test.each([
    ['a box', 9, 7, (x: number, y: number) => x > 0 && x < 8 && y > 0 && y < 6],
    ['a disc', 15, 13, (x: number, y: number) => Math.hypot(x - 7, y - 6) < 5.3],
    ['two parts', 16, 9, (x: number, y: number) => y > 1 && y < 7 && x > 1 && x < 14 && x !== 7],
  ])('over %s agrees with a direct solution', (_, width, height, inside) => {
    const region = paint(width, height, (x, y) => (inside(x, y) ? 1 : 0));
    const values = paint(width, height, (x, y) => Math.sin(2 * x) + 0.3 * y);
    const source = paint(width, height, (x, y) => 0.1 * Math.cos(x * y));
    // Given all around, and with the lower part of the border left open.
    for (const open of [height, 0.6 * height]) {
      const anchor = paint(width, height, (_x, y) => (y < open ? 1 : 0));
      const found = solveMembrane(createMembrane(region, anchor), values, source, 1e-9);
      expect(error(found.data, direct(region, anchor, values, source))).toBeLessThan(1e-4);
    }
  });

  test('through a constant border is that constant', () => {
    const region = paint(50, 41, (x, y) => (Math.hypot(x - 25, y - 20) < 17 ? 1 : 0));
    const values = createPlane(50, 41, 3.5);
    const found = solveMembrane(createMembrane(region, createPlane(50, 41, 1)), values);
    expect(error(found.data, values.data)).toBeLessThan(1e-3);
  });

  test('leaves a region without any given value at 0, and what lies outside as it was', () => {
    const region = paint(12, 12, (x) => (x < 6 ? 1 : 0));
    const values = createPlane(12, 12, 2);
    const found = solveMembrane(createMembrane(region, createPlane(12, 12)), values);
    expect([...found.data]).toEqual([...region.data].map((inside) => (inside > 0 ? 0 : 2)));
  });
});
