import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { boundTone, type Room } from '../../plugins/mesh-swap/dist/bound-tone.js';
import { createPlane, mapPlane, type Plane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import type { TonePlanes } from '../../plugins/mesh-swap/dist/planes/tone.js';

const kernels = await createKernels('wasm');
const [size, interocular] = [120, 48];
const flat = (value: number): Plane => createPlane(size, size, value);
const tones = (log: Plane, a = flat(0.1), b = flat(0.2)): TonePlanes => ({ log, a, b });
const skin = tones(flat(-1));
/** Distance from the outline of a face that fills the picture, in IOD. */
const outline = mapPlane(flat(0), (_, i) => {
  const [x, y] = [i % size, Math.floor(i / size)];
  return Math.min(x, y, size - 1 - x, size - 1 - y) / interocular;
});
const room: Room = { outline, features: flat(0), eyesAndLips: flat(0), seen: flat(1), trust: flat(1) };
const near = (x: number, y: number) => y * size + x;
const [rim, middle] = [near(4, 60), near(60, 60)];
const bound = (face: TonePlanes, over: Partial<Room> = {}, relight = 1) =>
  boundTone(kernels, face, skin, { ...room, ...over }, interocular, relight);

describe('the bounds of a tone', () => {
  test('let through what skin may be like, to the bit of its tone', () => {
    const { face, contrast } = bound(tones(flat(-1.05), flat(0.12), flat(0.19)));
    for (const at of [rim, middle]) {
      expect(face.log.data[at]).toBeCloseTo(-1.05, 5);
      expect(face.a.data[at]).toBeCloseTo(0.12, 5);
      expect(contrast.log.data[at]).toBeCloseTo(1, 5);
    }
  });

  test('hold hair at the outline, and little in the middle', () => {
    const { face, contrast } = bound(tones(flat(-2)));
    expect(face.log.data[rim]!).toBeGreaterThan(-1.6);
    expect(contrast.log.data[rim]!).toBeLessThan(0.7);
    expect(face.log.data[middle]!).toBeLessThan(-1.8);
  });

  test('hold a coloured lamp everywhere', () => {
    const { face } = bound(tones(flat(-1), flat(-0.2)));
    for (const at of [rim, middle]) expect(face.a.data[at]!).toBeGreaterThan(-0.1);
  });

  test('leave red lips, white eyes and dark brows of any chroma as they are', () => {
    const parts = [
      [tones(flat(-1.3), flat(0.28)), { features: flat(1), eyesAndLips: flat(1) }],
      [tones(flat(-0.3), flat(0.02), flat(0.1)), { features: flat(1), eyesAndLips: flat(1) }],
      [tones(flat(-3), flat(0.0), flat(0.06)), { features: flat(1) }],
    ] as const;
    for (const [face, where] of parts) {
      const held = bound(face, where).face;
      for (const at of [rim, middle]) {
        expect(held.log.data[at]).toBeCloseTo(face.log.data[at]!, 4);
        expect(held.a.data[at]).toBeCloseTo(face.a.data[at]!, 4);
      }
    }
  });

  test('hold blond hair over a brow', () => {
    const { face } = bound(tones(flat(-0.6), flat(0.1), flat(0.5)), { features: flat(1) });
    expect(face.log.data[rim]!).toBeLessThan(-0.65);
    for (const at of [rim, middle]) expect(face.b.data[at]!).toBeLessThan(0.4);
  });

  test('trust a guess nowhere as they trust what was seen', () => {
    const dark = tones(flat(-1.7));
    const [seen, guess] = [bound(dark), bound(dark, { seen: flat(0) })];
    expect(seen.face.log.data[middle]).toBeCloseTo(-1.7, 4);
    expect(guess.face.log.data[middle]!).toBeGreaterThan(-1.2);
  });

  test('look at skin alone where something covers the target', () => {
    const covered = mapPlane(outline, (_, i) => (i % size < 20 ? 1 : 0));
    const target = tones(mapPlane(covered, (value) => (value > 0 ? -4 : -1)));
    const trust = mapPlane(covered, (value) => 1 - value);
    const { face } = boundTone(kernels, skin, target, { ...room, trust }, interocular, 1);
    expect(face.log.data[rim]).toBeCloseTo(-1, 3);
  });

  test('ask nothing where the light of the source is to stay', () => {
    const face = tones(flat(-2.5), flat(-0.3));
    const kept = bound(face, {}, 0);
    expect(kept.face.log.data[rim]).toBeCloseTo(-2.5, 5);
    expect(kept.face.a.data[rim]).toBeCloseTo(-0.3, 5);
  });
});
