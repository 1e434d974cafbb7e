import type { Kernels } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from './builds.ts';
import { generator, levels } from './pictures.ts';

type Where = (x: number, y: number) => boolean;
type Value = (x: number, y: number) => number;

interface Problem {
  readonly width: number;
  readonly height: number;
  readonly region: Where;
  /** Where values outside the region count; everywhere, if it is missing. */
  readonly anchor?: Where;
  readonly value: Value;
}

const paint = ({ width, height }: Problem, value: Value): number[] =>
  Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));

function solve(kernels: Kernels, problem: Problem, channels = 1): Float32Array {
  const { width, height, region, anchor, value } = problem;
  const plane = paint(problem, value);
  const field = kernels.importTensor(
    [channels, height, width],
    Float32Array.from({ length: channels * plane.length }, (_, i) => {
      const channel = Math.floor(i / plane.length);
      return (channel + 1) * plane[i % plane.length]!;
    }),
  );
  const mask = (where: Where) =>
    kernels.importMask(width, height, Uint8Array.from(paint(problem, (x, y) => (where(x, y) ? 255 : 0))));
  kernels.membrane(field, mask(region), anchor && mask(anchor));
  return kernels.readTensor(field);
}

/** The same problem by Gauss elimination over all unknown pixels. */
function direct(problem: Problem): number[] {
  const { width, height, region, anchor = () => true, value } = problem;
  const out = paint(problem, value);
  const unknown = out.map((_, i) => i).filter((i) => region(i % width, Math.floor(i / width)));
  const rows = unknown.map((i, own) => {
    const row = new Float64Array(unknown.length + 1);
    const [x, y] = [i % width, Math.floor(i / width)];
    for (const [nx, ny] of [
      [x - 1, y],
      [x + 1, y],
      [x, y - 1],
      [x, y + 1],
    ] as const) {
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
      if (!region(nx, ny) && !anchor(nx, ny)) continue;
      row[own]! += 1;
      if (region(nx, ny)) row[unknown.indexOf(ny * width + nx)]! -= 1;
      else row[unknown.length]! += value(nx, ny);
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
  for (const [k, i] of unknown.entries()) out[i] = rows[k]![unknown.length]! / rows[k]![k]!;
  return out;
}

const error = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

const disc =
  (width: number, height: number): Where =>
  (x, y) =>
    ((x - width / 2) / (0.45 * width)) ** 2 + ((y - height / 2) / (0.45 * height)) ** 2 < 1;

const waves: Value = (x, y) => 100 * Math.sin(2 * x) + 3 * y;

describe.each(await bothBackends())('the membrane of the %s kernels', (_, kernels) => {
  test.each<readonly [string, number, number, Where]>([
    ['a box', 9, 7, (x, y) => x > 0 && x < 8 && y > 0 && y < 6],
    ['a disc', 15, 13, disc(15, 13)],
    ['two parts', 16, 9, (x, y) => y > 1 && y < 7 && x > 1 && x < 14 && x !== 7],
    ['a column one pixel wide', 5, 17, (x, y) => x === 2 && y > 0],
    ['a row that is the whole picture but its ends', 19, 1, (x) => x > 0 && x < 18],
    ['a checkerboard', 11, 10, (x, y) => (x + y) % 2 === 0],
    ['all but one pixel', 12, 11, (x, y) => x !== 7 || y !== 3],
    ['what touches three sides of the picture', 13, 12, (_x, y) => y > 2],
  ])(
    'over %s agrees with a direct solution, whether all around is given or a part of it',
    (_name, ...rest) => {
      const [width, height, region] = rest;
      for (const anchor of [undefined, (_x: number, y: number) => y < 0.6 * height]) {
        const problem = { width, height, region, value: waves, ...(anchor && { anchor }) };
        if (anchor && !connected(problem)) continue;
        expect(error(solve(kernels, problem), direct(problem))).toBeLessThan(0.5);
      }
      kernels.release(0);
    },
  );

  test('through a constant border is that constant, in each of four channels', () => {
    const problem = { width: 50, height: 41, region: disc(50, 41), value: () => 3.5 };
    const found = solve(kernels, problem, 4);
    found.forEach((value, i) => expect(value).toBeCloseTo(3.5 * (1 + Math.floor(i / 2050)), 2));
    kernels.release(0);
  });

  test('carries a slope on across the region', () => {
    const slope: Value = (x, y) => 2 * x - y;
    const problem = { width: 61, height: 47, region: disc(61, 47), value: slope };
    expect(error(solve(kernels, problem), paint(problem, slope))).toBeLessThan(0.1);
    kernels.release(0);
  });

  test('of what no given value touches is 0; what lies outside stays as it was', () => {
    const left: Where = (x) => x < 6;
    const nowhere = { width: 12, height: 12, region: left, anchor: () => false, value: () => 2 };
    expect([...solve(kernels, nowhere)]).toEqual(paint(nowhere, (x) => (x < 6 ? 0 : 2)));
    const everywhere = { width: 7, height: 5, region: () => true, value: () => 9 };
    expect([...solve(kernels, everywhere)]).toEqual(new Array(35).fill(0));
    const island = { width: 12, height: 12, region: (x: number) => x !== 5, anchor: (x: number) => x === 5 };
    expect(error(solve(kernels, { ...island, value: () => 4 }), new Array(144).fill(4))).toBeLessThan(0.05);
    const empty = { width: 3, height: 3, region: () => false, value: waves };
    expect(error(solve(kernels, empty), paint(empty, waves))).toBeLessThan(1e-5);
    kernels.release(0);
  });

  test('a part without a given value does not disturb one that has some', () => {
    const problem: Problem = {
      width: 40,
      height: 30,
      region: (x) => x > 0 && x !== 19,
      anchor: (x) => x === 0,
      value: (x) => (x === 0 ? 8 : 1000),
    };
    const found = solve(kernels, problem);
    const expected = paint(problem, (x) => (x < 19 ? 8 : x === 19 ? 1000 : 0));
    expect(error(found, expected)).toBeLessThan(0.05);
    kernels.release(0);
  });

  test('a clone keeps its detail and takes on the level of what is around it', () => {
    const under = levels(30 * 24 * 4, 3, 'noise').map((value) => 60 + value / 2);
    const shift = [25, -30, 0, -60];
    const over = under.map((value, i) => value + shift[i % 4]!);
    const dst = kernels.importImage({ width: 30, height: 24, data: under });
    const mask = kernels.createMask(30, 24);
    kernels.drawEllipse(mask, { x: 14, y: 11 }, 11, 8, 30, 255);
    kernels.seamlessClone(dst, kernels.importImage({ width: 30, height: 24, data: over }), mask);
    expect(error(kernels.readImage(dst), under)).toBeLessThanOrEqual(1);
    kernels.release(0);
  });

  test('a clone touches nothing outside its mask, and leaves no step at its edge', () => {
    const random = generator(8);
    const flat = (level: number) =>
      Uint8Array.from({ length: 40 * 40 * 4 }, (_, i) => (i % 4 === 3 ? 255 : level + random() * 3));
    const [under, over] = [flat(180), flat(40)];
    const dst = kernels.importImage({ width: 40, height: 40, data: under });
    const mask = kernels.createMask(40, 40);
    kernels.drawBox(mask, { x: 10, y: 10, width: 20, height: 20 }, 1);
    kernels.seamlessClone(dst, kernels.importImage({ width: 40, height: 40, data: over }), mask);
    const found = kernels.readImage(dst);
    found.forEach((value, i) => {
      const [x, y] = [(i >> 2) % 40, Math.floor(i / 160)];
      if (x < 10 || x >= 30 || y < 10 || y >= 30) expect(value).toBe(under[i]);
      else expect(Math.abs(value - under[i]!)).toBeLessThan(6);
    });
    kernels.release(0);
  });
});

test('the two backends agree on a whole face, within 1/256 of the largest given value', async () => {
  const wasm = await createKernels('wasm');
  const reference = await createKernels('reference');
  const random = generator(5);
  const noise = Array.from({ length: 300 * 222 }, () => 255 * random() - 127);
  for (const anchor of [undefined, (x: number, y: number) => y > 90 || x < 100]) {
    const problem: Problem = {
      width: 300,
      height: 222,
      region: disc(300, 222),
      value: (x, y) => noise[y * 300 + x]!,
      ...(anchor && { anchor }),
    };
    expect(error(solve(wasm, problem), solve(reference, problem))).toBeLessThan(127 / 256);
  }
});

/** Whether every part of the region touches a value that counts. */
function connected({ width, height, region, anchor = () => true }: Problem): boolean {
  const reached = new Set<number>();
  let before = -1;
  while (reached.size > before) {
    before = reached.size;
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      if (!region(x, y)) continue;
      for (const [nx, ny] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        if (region(nx, ny) ? reached.has(ny * width + nx) : anchor(nx, ny)) reached.add(i);
      }
    }
  }
  return indices(width, height).every((i) => !region(i % width, Math.floor(i / width)) || reached.has(i));
}

function indices(width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, i) => i);
}
