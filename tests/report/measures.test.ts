import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { countChanges, countKept } from '../../host/dist/report/changes.js';
import { gaussian } from '../../host/dist/report/gaussian.js';
import type { Plane } from '../../host/dist/report/lab.js';
import { labOf, sampleAt } from '../../host/dist/report/lab.js';
import { interocularOf, meshError } from '../../host/dist/report/mesh-error.js';
import { readPairs } from '../../host/dist/report/pairs.js';
import { isNearer } from '../../host/dist/report/recognizers.js';
import { cutMask, cutPixels, regionAround } from '../../host/dist/report/region.js';
import { sharpnessRatio } from '../../host/dist/report/sharpness.js';
import { spreadOf } from '../../host/dist/report/summary.js';
import { gray, ovalMesh, painted } from './pictures.ts';

const plane = (size: number, value: (x: number, y: number) => number): Plane => ({
  width: size,
  height: size,
  data: Float32Array.from({ length: size * size }, (_, i) => value(i % size, Math.floor(i / size))),
});

describe('colours and planes', () => {
  test.each([
    [
      [255, 255, 255],
      [100, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [255, 0, 0],
      [53.24, 80.09, 67.2],
    ],
    [
      [0, 0, 255],
      [32.3, 79.19, -107.86],
    ],
  ] as const)('%j is Lab %j', (rgb, [l, a, b]) => {
    const lab = labOf(painted(2, () => rgb));
    expect(Math.abs(lab.l.data[0]! - l)).toBeLessThan(0.05);
    expect(Math.abs(lab.a.data[0]! - a)).toBeLessThan(0.1);
    expect(Math.abs(lab.b.data[0]! - b)).toBeLessThan(0.1);
  });

  test('a Gaussian has the width asked for and keeps the sum', () => {
    const out = gaussian(
      plane(41, (x, y) => (x === 20 && y === 20 ? 1 : 0)),
      3,
    );
    const sum = out.data.reduce((total, value) => total + value, 0);
    const variance = out.data.reduce((total, value, i) => total + value * ((i % 41) - 20) ** 2, 0);
    expect(sum).toBeCloseTo(1, 4);
    expect(Math.sqrt(variance)).toBeCloseTo(3, 1);
  });

  test('values between pixels are in proportion; there are none outside', () => {
    const slope = plane(4, (x, y) => x + 10 * y);
    expect(sampleAt(slope, 1.25, 2.5)).toBeCloseTo(26.25);
    expect(sampleAt(slope, 3, 3)).toBeCloseTo(33);
    expect(sampleAt(slope, 3.01, 1)).toBeUndefined();
    expect(sampleAt(slope, -0.01, 1)).toBeUndefined();
  });

  test('a region is cut at the picture border, and holds its own pixels', () => {
    const region = regionAround({ x: 1.5, y: 6, width: 3, height: 3 }, 2, { width: 8, height: 8 });
    expect(region).toEqual({ x: 0, y: 4, width: 7, height: 4 });
    const cut = cutPixels(
      painted(8, (x, y) => [x, y, 0]),
      region,
    );
    expect([...cut.data.slice(4 * 8, 4 * 8 + 3)]).toEqual([1, 5, 0]);
    const mask = new Uint8Array(64).fill(255, 8 * 5, 8 * 6);
    expect([...cutMask(mask, 8, region).data.slice(7, 14)]).toEqual(Array(7).fill(1));
  });
});

describe('the mesh', () => {
  const mesh = ovalMesh({ x: 50, y: 50 }, 40);

  test('the interocular distance lies between the middles of the eyes, in space', () => {
    expect(interocularOf(mesh)).toBeCloseTo(40);
    const turned = mesh.slice();
    for (const point of [362, 263]) turned[3 * point + 2] = 30;
    expect(interocularOf(turned)).toBeCloseTo(50);
  });

  test('a shift of every point is the error, as a share of that distance', () => {
    const moved = mesh.map((value, i) => value + (i % 3 === 0 ? 3 : i % 3 === 1 ? 4 : 99));
    expect(meshError(moved, mesh)).toBeCloseTo(5 / 40);
    expect(meshError(mesh, mesh)).toBe(0);
  });
});

describe('sharpness', () => {
  const noise = plane(40, (x, y) => 50 + 10 * Math.sin(37 * x + 91 * y * y));
  const everywhere = plane(40, () => 1);

  test('a picture is as sharp as itself, and half its contrast is half as sharp', () => {
    expect(sharpnessRatio(noise, noise, everywhere)).toBe(1);
    const half = { ...noise, data: noise.data.map((value) => value / 2) };
    expect(sharpnessRatio(half, noise, everywhere)).toBeCloseTo(0.5);
  });

  test('a blur lowers it; what lies outside the region does not count', () => {
    expect(sharpnessRatio(gaussian(noise, 2), noise, everywhere)).toBeLessThan(0.3);
    const left = plane(40, (x) => (x < 15 ? 1 : 0));
    const rightChanged = plane(40, (x, y) => (x < 20 ? noise.data[y * 40 + x]! : 0));
    expect(sharpnessRatio(rightChanged, noise, left)).toBeCloseTo(1);
  });

  test('a target without detail gives no ratio', () => {
    expect(
      sharpnessRatio(
        noise,
        plane(40, () => 5),
        everywhere,
      ),
    ).toBeUndefined();
  });
});

describe('changes', () => {
  const before = painted(4, () => gray(100));
  const after = painted(4, (x, y) =>
    y === 0 ? gray(101) : y === 1 && x === 0 ? [100, 109, 100] : gray(100),
  );

  test('are counted within the mask and beyond it', () => {
    const mask = new Uint8Array(16).fill(255, 0, 3);
    expect(countChanges(before, after, mask)).toEqual({
      masked: 3,
      inside: 3,
      outside: 2,
      largestOutside: 9,
    });
  });

  test('what lies in front is kept where no level changed', () => {
    expect(countKept(before, after, (i) => i < 8)).toEqual({
      pixels: 8,
      unchanged: 3 / 8,
      nearlyUnchanged: 7 / 8,
    });
    expect(countKept(before, after, () => false)).toBeUndefined();
  });
});

describe('identity', () => {
  test('nearer is more similar, and by distance where neither is similar', () => {
    expect(isNearer({ distance: 9, similarity: 0.6 }, { distance: 1, similarity: 0.5 })).toBe(true);
    expect(isNearer({ distance: 1.1, similarity: 0 }, { distance: 1.2, similarity: 0 })).toBe(true);
    expect(isNearer({ distance: 1.2, similarity: 0 }, { distance: 1.1, similarity: 0 })).toBe(false);
  });
});

test('a spread has the middle, the mean, and the ends of the figures there are', () => {
  expect(spreadOf([4, undefined, 1, 3, 2])).toEqual({
    count: 4,
    median: 2.5,
    mean: 2.5,
    p90: 3.7,
    least: 1,
    most: 4,
  });
  expect(spreadOf([undefined])).toBeUndefined();
});

describe('pairs', () => {
  const folder = (files: Readonly<Record<string, string>>): string => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'facet-pairs-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
    return dir;
  };

  test('of a folder are each picture onto each other one', async () => {
    const dir = folder({ 'b.png': '', 'a.JPG': '', 'notes.txt': '' });
    expect(await readPairs(dir)).toEqual([
      {
        name: 'a onto b',
        sources: [path.join(dir, 'a.JPG')],
        sourceFace: 0,
        target: path.join(dir, 'b.png'),
      },
      {
        name: 'b onto a',
        sources: [path.join(dir, 'b.png')],
        sourceFace: 0,
        target: path.join(dir, 'a.JPG'),
      },
    ]);
  });

  test('of a list have paths from where the list lies, and everything it says', async () => {
    const list = [
      {
        name: 'n',
        source: ['a.jpg', '/b.jpg'],
        sourceFace: 1,
        target: 't.jpg',
        targetFace: 2,
        occluder: 'm.png',
      },
    ];
    const dir = folder({ 'pairs.json': JSON.stringify(list), 'a.jpg': '', 't.jpg': '' });
    const expected = [
      {
        name: 'n',
        sources: [path.join(dir, 'a.jpg'), '/b.jpg'],
        sourceFace: 1,
        target: path.join(dir, 't.jpg'),
        targetFace: 2,
        occluder: path.join(dir, 'm.png'),
      },
    ];
    expect(await readPairs(dir)).toEqual(expected);
    expect(await readPairs(path.join(dir, 'pairs.json'))).toEqual(expected);
  });

  test.each([
    ['no list', '{}'],
    ['an empty list', '[]'],
    ['no JSON', 'source,target'],
    ['a key that does not exist', '[{ "source": "a", "target": "b", "mask": "c" }]'],
  ])('%s is refused', async (_, text) => {
    const dir = folder({ 'list.json': text });
    await expect(readPairs(path.join(dir, 'list.json'))).rejects.toMatchObject({ code: 'REPORT_PAIRS' });
  });

  test('a place that is not there and a folder without pairs are refused', async () => {
    await expect(readPairs('/nowhere/pairs.json')).rejects.toMatchObject({ code: 'REPORT_PAIRS' });
    await expect(readPairs(folder({ 'a.jpg': '' }))).rejects.toMatchObject({ code: 'REPORT_NO_PAIRS' });
  });
});
