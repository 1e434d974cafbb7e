import { describe, expect, test } from '@jest/globals';
import { faceDepth, faceOval } from '../../host/dist/report/face-outline.js';
import { gaussian } from '../../host/dist/report/gaussian.js';
import type { Plane } from '../../host/dist/report/lab.js';
import { labOf } from '../../host/dist/report/lab.js';
import { measureSeams } from '../../host/dist/report/measure-seams.js';
import { traceOutline } from '../../host/dist/report/outline.js';
import { addedStep, measureSeam, narrow, wide } from '../../host/dist/report/seam.js';
import { disc, gray, ovalMesh, painted } from './pictures.ts';

const size = 200;
const centre = { x: 100, y: 100 };

describe('the outline of a field', () => {
  test('has the length of the circle it goes around, with normals that point out of it', () => {
    const pieces = traceOutline(gaussian(disc(size, centre, 60), 2), 0.5);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    expect(length / (2 * Math.PI * 60)).toBeCloseTo(1, 2);
    for (const { x, y, nx, ny } of pieces) {
      const radius = Math.hypot(x - centre.x, y - centre.y);
      expect(Math.abs(radius - 60)).toBeLessThan(0.5);
      expect((nx * (x - centre.x) + ny * (y - centre.y)) / radius).toBeGreaterThan(0.98);
    }
  });

  test('is not taken along the border of the picture', () => {
    const half: Plane = {
      width: 20,
      height: 10,
      data: new Float32Array(200).map((_, i) => (i % 20 < 10 ? 1 : 0)),
    };
    const pieces = traceOutline(half, 0.5);
    expect(pieces).toHaveLength(9);
    expect(pieces.every(({ x, nx, ny }) => x === 9.5 && nx === 1 && ny === 0)).toBe(true);
  });

  test('is followed through a saddle by two pieces', () => {
    const saddle: Plane = { width: 2, height: 2, data: Float32Array.of(1, 0, 0, 1) };
    expect(traceOutline(saddle, 0.4)).toHaveLength(2);
  });
});

describe('a seam', () => {
  const interocular = 100;
  const outline = traceOutline(gaussian(disc(size, centre, 60), 2), 0.5);
  /** Lightness inside the disc and outside of it. */
  const picture = (inside: number, outside: number) =>
    labOf(painted(size, (x, y) => gray(Math.hypot(x - centre.x, y - centre.y) < 60 ? inside : outside)));
  const lightness = (level: number): number => labOf(painted(2, () => gray(level))).l.data[0]!;

  test('is the colour difference the swap added across the outline', () => {
    const seam = measureSeam(outline, { target: picture(128, 128), result: picture(160, 128), interocular });
    const expected = lightness(160) - lightness(128);
    expect(seam?.n).toBeCloseTo(expected, 3);
    expect(seam?.w).toBeCloseTo(expected, 3);
    expect(seam?.length).toBeCloseTo((2 * Math.PI * 60) / interocular, 1);
  });

  test('leaves out the step the target had there, and counts a removed one as none', () => {
    const pictures = { target: picture(200, 128), result: picture(128, 128), interocular };
    expect(addedStep(outline[0]!, narrow, pictures)).toBeCloseTo(lightness(128) - lightness(200), 3);
    expect(measureSeam(outline, pictures)).toMatchObject({ n: 0, w: 0 });
    const same = picture(200, 128);
    expect(measureSeam(outline, { target: same, result: same, interocular })).toMatchObject({ n: 0, w: 0 });
  });

  test('shows a cast deep inside in w alone', () => {
    const cast = labOf(
      painted(size, (x, y) => gray(Math.hypot(x - centre.x, y - centre.y) < 60 - 18 ? 150 : 128)),
    );
    const seam = measureSeam(outline, { target: picture(128, 128), result: cast, interocular });
    expect(seam?.n).toBe(0);
    expect(seam?.w).toBeGreaterThan(5);
  });

  test('is not measured beside the picture', () => {
    const pictures = { target: picture(128, 128), result: picture(160, 128), interocular: 1000 };
    expect(addedStep(outline[0]!, wide, pictures)).toBeUndefined();
    expect(measureSeam(outline, pictures)).toBeUndefined();
  });
});

describe('the seams of a swap', () => {
  const interocular = 60;
  const mesh = ovalMesh(centre, 70);
  const depth = faceDepth(mesh, { x: 0, y: 0, width: size, height: size });
  const plain = painted(size, () => gray(128));
  const lighterWithin = (radius: number) =>
    painted(size, (x, y) => gray(Math.hypot(x - centre.x, y - centre.y) < radius ? 180 : 128));

  test('the depth of a face is the distance from its outline', () => {
    expect(faceOval).toHaveLength(36);
    expect(depth.data[100 * size + 100]).toBeCloseTo(70 * Math.cos(Math.PI / 36), 0);
    expect(depth.data[100 * size + 190]).toBeCloseTo(-20, 0);
  });

  test('a blend hidden inside a wide mask is found on the outline of the face', () => {
    const mask = disc(size, centre, 95);
    const found = measureSeams({ target: plain, result: lighterWithin(66), mask, interocular, depth });
    expect(found?.seams.mask?.n).toBeLessThan(0.1);
    expect(found?.seams.face?.n).toBeGreaterThan(10);
    expect(found?.seams.n).toBe(found?.seams.face?.n);
  });

  test('a mask within the face is judged on its own outline', () => {
    const mask = disc(size, centre, 40);
    const found = measureSeams({ target: plain, result: lighterWithin(40), mask, interocular, depth });
    expect(found?.seams.face).toBeUndefined();
    expect(found?.seams.n).toBeGreaterThan(15);
    expect(Math.hypot(found!.worst.x - 100, found!.worst.y - 100)).toBeCloseTo(40, -1);
  });

  test('what lies in front of the face has a seam of its own', () => {
    const bar = (x: number): boolean => x > 90 && x < 110;
    const occluder: Plane = {
      width: size,
      height: size,
      data: new Float32Array(size * size).map((_, i) => (bar(i % size) ? 1 : 0)),
    };
    const target = painted(size, (x) => gray(bar(x) ? 60 : 128));
    const halo = painted(size, (x) => gray(bar(x) ? 60 : x > 80 && x < 120 ? 190 : 128));
    const mask = disc(size, centre, 65);
    const judge = (result: typeof target) =>
      measureSeams({ target, result, mask, interocular, depth, occluder })?.seams.occluder;
    expect(judge(target)).toMatchObject({ n: 0, w: 0 });
    expect(judge(halo)?.n).toBeGreaterThan(10);
  });

  test('there is none where nothing was pasted', () => {
    const mask: Plane = { width: size, height: size, data: new Float32Array(size * size) };
    expect(measureSeams({ target: plain, result: plain, mask, interocular, depth })).toBeUndefined();
  });
});
