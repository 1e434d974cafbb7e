import { fitSimilarity3 } from '@facet/api';
import { expect, test } from '@jest/globals';

/** Noise in -1..1 that is the same on every run. */
const noise = (seed: number): number => {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
};

/** Turns by `angles` about x, then y, then z, scales and moves. */
function place(
  points: readonly number[],
  angles: readonly number[],
  scale: number,
  by: readonly number[],
): number[] {
  const out = [...points];
  angles.forEach((angle, axis) => {
    const [p, q] = [(axis + 1) % 3, (axis + 2) % 3] as const;
    for (let i = 0; i < out.length; i += 3) {
      const [u, v] = [out[i + p]!, out[i + q]!];
      out[i + p] = Math.cos(angle) * u - Math.sin(angle) * v;
      out[i + q] = Math.sin(angle) * u + Math.cos(angle) * v;
    }
  });
  return out.map((value, i) => scale * value + by[i % 3]!);
}

test.each([1, 2, 3, 4, 5])('a placement in space is found again, half turns included (%i)', (seed) => {
  const from = Array.from({ length: 24 }, (_, i) => noise(100 * seed + i));
  const angles = seed === 5 ? [Math.PI, 0, 0] : [3 * noise(seed), 3 * noise(seed + 20), 3 * noise(seed + 40)];
  const to = place(from, angles, 1 + seed, [10, -20, 30 * seed]);
  const { scale, rotation, translation } = fitSimilarity3(from, to);
  expect(scale).toBeCloseTo(1 + seed, 10);
  for (let i = 0; i < from.length; i++) {
    const point = i - (i % 3);
    const turned = [0, 1, 2].reduce((sum, k) => sum + rotation[3 * (i % 3) + k]! * from[point + k]!, 0);
    expect(scale * turned + translation[i % 3]!).toBeCloseTo(to[i]!, 8);
  }
});

test('a point of weight 0 has no say', () => {
  const from = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5, 5, 5];
  const to = [...place(from.slice(0, 12), [0.3, 0.2, 0.1], 2, [1, 2, 3]), 99, -99, 99];
  expect(fitSimilarity3(from, to, [1, 1, 1, 1, 0]).scale).toBeCloseTo(2, 10);
  expect(fitSimilarity3(from, to).scale).not.toBeCloseTo(2, 1);
});
