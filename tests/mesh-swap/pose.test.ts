import { describe, expect, test } from '@jest/globals';
import { canonicalPoints } from '../../plugins/mesh-swap/dist/mesh/canonical.js';
import {
  fitHead,
  fromFrontal,
  interocularOf,
  toFrontal,
  yawDegOf,
} from '../../plugins/mesh-swap/dist/mesh/pose.js';
import { withProportions } from '../../plugins/mesh-swap/dist/proportions.js';
import { frontalMesh } from './textured-face.ts';

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('the head', () => {
  test.each([-50, -20, 0, 35])('turned by %i degrees is found again', (yawDeg) => {
    const head = fitHead(frontalMesh({ x: 200, y: 120 }, 80, yawDeg));
    expect(yawDegOf(head)).toBeCloseTo(yawDeg, 2);
    expect(head.scale).toBeCloseTo(80 / 6.307, 3);
    expect(head.translation[0]).toBeCloseTo(200, 2);
    expect(head.translation[1]).toBeCloseTo(-120, 2);
  });

  test('goes to the frontal frame and back', () => {
    const mesh = frontalMesh({ x: 90, y: 300 }, 55, 25);
    const head = fitHead(mesh);
    expect(largest(toFrontal(mesh, head), canonicalPoints)).toBeLessThan(1e-3);
    expect(largest(fromFrontal(toFrontal(mesh, head), head), mesh)).toBeLessThan(1e-3);
  });

  test('has the distance of its eyes whatever way it looks', () => {
    expect(interocularOf(frontalMesh({ x: 0, y: 0 }, 64, 40))).toBeCloseTo(64, 1);
  });
});

describe('proportions', () => {
  /** A source with eyes further apart. */
  const source = frontalMesh({ x: 0, y: 0 }, 100).map((value, i) =>
    [33, 133, 362, 263].includes(Math.floor(i / 3)) && i % 3 === 0 ? value * 1.15 : value,
  );
  const target = frontalMesh({ x: 300, y: 200 }, 70, 20);

  test('stay as they are at share 0, and for a source of the same build', () => {
    expect(withProportions(target, source, 0)).toBe(target);
    expect(largest(withProportions(target, frontalMesh({ x: 50, y: 60 }, 33, -15), 1), target)).toBeLessThan(
      0.05,
    );
  });

  test('follow the source with the share', () => {
    const width = (mesh: Float32Array): number => interocularOf(mesh) / interocularOf(target);
    const half = width(withProportions(target, source, 0.5));
    const full = width(withProportions(target, source, 1));
    expect(half).toBeGreaterThan(1.02);
    expect(full).toBeGreaterThan(half + 0.02);
    expect(full).toBeLessThan(1.16);
  });

  test('leave the chin of the target where it opens the mouth', () => {
    const moved = withProportions(target, source, 1);
    expect(Math.abs(moved[3 * 152 + 1]! - target[3 * 152 + 1]!)).toBeLessThan(0.02 * interocularOf(target));
  });
});
