import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { chooseRegion } from '../../plugins/mesh-swap/dist/choose-region.js';
import { settleBorder } from '../../plugins/mesh-swap/dist/settle-border.js';
import { minCut } from '../../plugins/mesh-swap/dist/planes/min-cut.js';
import { createPlane, mapPlane, type Plane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import { toneOf, type TonePlanes } from '../../plugins/mesh-swap/dist/planes/tone.js';

const kernels = await createKernels('wasm');
const [width, height, interocular] = [120, 120, 60];

/** A plane by the pixel's place. */
const draw = (value: (x: number, y: number) => number): Plane =>
  mapPlane(createPlane(width, height), (_, i) => value(i % width, Math.floor(i / width)));

/** A grey picture of one level per pixel. */
function grey(level: (x: number, y: number) => number): TonePlanes {
  const data = new Uint8ClampedArray(4 * width * height);
  draw(level).data.forEach((value, i) => data.set([value, value, value, 255], 4 * i));
  return toneOf(kernels, data, width, height);
}

/** Distance from the border of a square face of 100 x 100 pixels, in IOD. */
const outline = draw((x, y) => Math.max(0, Math.min(x - 10, 110 - x, y - 10, 110 - y)) / interocular);
const clean = mapPlane(outline, (value) => (value > 0 ? 1 : 0));
const none = createPlane(width, height);
const choice = { clean, outline, features: none, least: 0.05, most: 0.4 };
const at = (plane: Plane, x: number, y: number): number => plane.data[y * width + x]!;

describe('the minimum cut', () => {
  test('is the cheapest of all labellings', () => {
    for (let round = 0; round < 20; round++) {
      const random = (k: number): number => ((Math.imul(1 + round * 31 + k, 0x9e3779b1) >>> 8) % 1000) / 100;
      const grid = {
        width: 3,
        height: 3,
        gain: Float64Array.from({ length: 9 }, (_, i) => random(i) - 5),
        right: Float64Array.from({ length: 9 }, (_, i) => (i % 3 === 2 ? 0 : random(20 + i))),
        down: Float64Array.from({ length: 9 }, (_, i) => (i >= 6 ? 0 : random(40 + i))),
      };
      const cost = (label: (i: number) => number): number => {
        let sum = 0;
        for (let i = 0; i < 9; i++) {
          sum -= label(i) * grid.gain[i]!;
          if (i % 3 < 2) sum += Math.abs(label(i) - label(i + 1)) * grid.right[i]!;
          if (i < 6) sum += Math.abs(label(i) - label(i + 3)) * grid.down[i]!;
        }
        return sum;
      };
      const found = minCut(grid);
      let best = Infinity;
      for (let bits = 0; bits < 512; bits++)
        best = Math.min(
          best,
          cost((i) => (bits >> i) & 1),
        );
      expect(cost((i) => found[i]!)).toBeCloseTo(best, 6);
    }
  });
});

describe('the part that is replaced', () => {
  const target = grey(() => 150);

  test('is the whole face up to its edge where both agree', () => {
    const region = chooseRegion(
      kernels,
      grey(() => 152),
      target,
      choice,
      interocular,
    );
    expect(at(region, 60, 60)).toBe(1);
    expect(at(region, 17, 60)).toBe(1);
    expect(at(region, 11, 60)).toBe(0);
  });

  test('leaves out a dark thing at the rim, and not one in the middle', () => {
    const hair = grey((x, y) => (x < 26 && y > 40 && y < 90 ? 20 : 150));
    const region = chooseRegion(kernels, hair, target, choice, interocular);
    expect(at(region, 18, 65)).toBe(0);
    expect(at(region, 60, 65)).toBe(1);
    const mole = grey((x, y) => (Math.hypot(x - 60, y - 60) < 8 ? 20 : 150));
    expect(at(chooseRegion(kernels, mole, target, choice, interocular), 60, 60)).toBe(1);
  });

  test('keeps brows however dark, and to the outline when it may not retreat', () => {
    const dark = (x: number, y: number): boolean => x < 26 && y > 40 && y < 90;
    const face = grey((x, y) => (dark(x, y) ? 20 : 150));
    const features = draw((x, y) => (dark(x, y) ? 1 : 0));
    expect(at(chooseRegion(kernels, face, target, { ...choice, features }, interocular), 18, 65)).toBe(1);
    expect(
      at(chooseRegion(kernels, face, target, { ...choice, most: choice.least }, interocular), 18, 65),
    ).toBe(1);
  });
});

describe('the settled border', () => {
  const inside = mapPlane(outline, (value) => Math.max(0, value - 0.05) * interocular);
  const target = grey(() => 120);
  const face = grey((x) => (x % 4 < 2 ? 130 : 150));
  const settled = settleBorder(kernels, face, target, inside, clean, none, interocular);
  const mean = (tone: TonePlanes, x: number): number =>
    [0, 1, 2, 3].reduce((sum, k) => sum + at(tone.log, x + k, 60), 0) / 4;

  test('has the coarse tone of the target at the edge and that of the face farther inside', () => {
    expect(Math.abs(mean(settled, 13) - mean(target, 13))).toBeLessThan(0.05);
    expect(Math.abs(mean(settled, 60) - mean(face, 60))).toBeLessThan(1e-6);
  });

  test('keeps the detail of the face', () => {
    const contrast = (tone: TonePlanes): number =>
      at(tone.log, 20, 60) - (at(tone.log, 18, 60) + at(tone.log, 22, 60)) / 2;
    expect(contrast(settled)).toBeCloseTo(contrast(face), 1);
  });
});
