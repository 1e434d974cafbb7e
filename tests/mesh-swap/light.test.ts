import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { harmonicsOf } from '../../plugins/mesh-swap/dist/mesh/harmonics.js';
import { rasterMesh } from '../../plugins/mesh-swap/dist/mesh/raster.js';
import { blur } from '../../plugins/mesh-swap/dist/planes/blur.js';
import { createPlane, mapPlane, type Plane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import { toneOf, writeTone, type TonePlanes } from '../../plugins/mesh-swap/dist/planes/tone.js';
import { relight } from '../../plugins/mesh-swap/dist/relight.js';
import { frontalMesh } from './textured-face.ts';

const kernels = await createKernels('wasm');
const [width, height, interocular] = [160, 180, 50];
const mesh = frontalMesh({ x: 80, y: 85 }, interocular);
const raster = rasterMesh(mesh, width, height);
const harmonics = harmonicsOf(mesh, raster);
const skin = mapPlane(createPlane(width, height), (_, i) => (raster.triangle[i]! >= 0 ? 1 : 0));

/** A picture from a function of the pixel. */
const picture = (colour: (x: number, y: number) => readonly [number, number, number]): Uint8ClampedArray => {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++)
    data.set([...colour(i % width, Math.floor(i / width)), 255], 4 * i);
  return data;
};
const tone = (data: Uint8ClampedArray): TonePlanes => toneOf(kernels, data, width, height);
const pores = (x: number, y: number): number => (((x * 31 + y * 17) % 11) - 5) * 1.5;
const differences = (p: Plane, q: Plane): number =>
  p.data.reduce((count, value, i) => count + (value === q.data[i]! ? 0 : 1), 0);
const mean = (plane: Plane, weight: Plane): number =>
  plane.data.reduce((sum, value, i) => sum + value * weight.data[i]!, 0) /
  weight.data.reduce((sum, value) => sum + value, 0);

describe('tone', () => {
  test('comes back as the same pixels', () => {
    const data = picture((x, y) => [(x * 5) % 256, (y * 7) % 256, (x * y) % 256]);
    const back = data.slice();
    writeTone(kernels, tone(data), back, createPlane(width, height, 1));
    expect(data.every((level, i) => Math.abs(level - back[i]!) <= 1)).toBe(true);
  });

  test('keeps its chroma when the light changes', () => {
    const lit = tone(picture(() => [200, 150, 120]));
    const dim = tone(picture(() => [112, 83, 65]));
    expect(dim.log.data[0]!).toBeLessThan(lit.log.data[0]! - 1);
    expect(dim.a.data[0]!).toBeCloseTo(lit.a.data[0]!, 1);
    expect(dim.b.data[0]!).toBeCloseTo(lit.b.data[0]!, 1);
  });
});

describe('relighting', () => {
  const face = picture((x, y) => [190 + pores(x, y), 150 + pores(x, y), 130 + pores(x, y)]);
  const target = picture((x) => [60 + 0.7 * x, 40 + 0.4 * x, 30 + 0.2 * x]);
  const lit = relight(kernels, tone(face), tone(target), harmonics, skin, interocular, 1);

  test('gives the face the light and the cast of the target', () => {
    for (const channel of ['log', 'a', 'b'] as const) {
      expect(mean(lit[channel], skin)).toBeCloseTo(mean(tone(target)[channel], skin), 2);
    }
    const left = mapPlane(skin, (value, i) => (i % width < 70 ? value : 0));
    expect(mean(lit.log, left)).toBeCloseTo(mean(tone(target).log, left), 1);
  });

  test('keeps the detail of the face', () => {
    const detail = (plane: Plane): Plane => {
      const coarse = blur(kernels, plane, 3);
      return mapPlane(plane, (value, i) => value - coarse.data[i]!);
    };
    const inner = mapPlane(skin, (_, i) => (Math.hypot((i % width) - 80, i / width - 85) < 35 ? 1 : 0));
    const [before, after] = [detail(tone(face).log), detail(lit.log)];
    const product = mapPlane(before, (value, i) => value * after.data[i]!);
    const square = mapPlane(before, (value) => value * value);
    expect(mean(product, inner) / mean(square, inner)).toBeCloseTo(1, 1);
  });

  test('changes nothing at strength 0 or under the same light', () => {
    const still = relight(kernels, tone(face), tone(target), harmonics, skin, interocular, 0);
    expect(differences(still.log, tone(face).log)).toBe(0);
    const same = relight(kernels, tone(face), tone(face), harmonics, skin, interocular, 1);
    const own = tone(face).log;
    expect(
      mean(
        mapPlane(same.log, (value, i) => Math.abs(value - own.data[i]!)),
        skin,
      ),
    ).toBeLessThan(1e-4);
  });
});
