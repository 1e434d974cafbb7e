import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost, type TestHost } from '@facet/testing';
import { stretchOf } from '../../plugins/mesh-swap/dist/mesh/stretch.js';
import { completeViews } from '../../plugins/mesh-swap/dist/merge-views.js';
import { lookAt } from '../../plugins/mesh-swap/dist/source.js';
import { isBare } from '../../plugins/mesh-swap/dist/view-alpha.js';
import { frontalMesh, texturedFace } from './textured-face.ts';

let host: TestHost;
beforeAll(async () => {
  const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
  host = await createTestHost({ plugin: meshSwap, packageDir });
});
afterAll(() => host.dispose());

const [width, height] = [200, 210];
const mesh = frontalMesh({ x: 100, y: 100 }, 56);

/** The view of a face over which `hair` lies, with the same face without it. */
function viewUnder(hair: (x: number, y: number) => boolean) {
  const { kernels } = host;
  const { face, pixels } = texturedFace(kernels, width, height, mesh, [215, 175, 150]);
  const clean = pixels.slice();
  for (let i = 0; i < width * height; i++) {
    if (hair(i % width, Math.floor(i / width))) pixels.set([22, 18, 20], 4 * i);
  }
  const image = kernels.importImage({ width, height, data: pixels });
  const view = completeViews(kernels, [lookAt(kernels, { image, face })])[0]!;
  const [x0, y0] = [mesh[0]! - view.mesh[0]!, mesh[1]! - view.mesh[1]!].map(Math.round) as [number, number];
  /** Colour and whether it is skin, at a place of the picture. */
  const at = (x: number, y: number) => {
    const p = 4 * ((y - y0) * view.width + x - x0);
    return { colour: [...view.data.subarray(p, p + 3)], bare: isBare(view.data[p + 3]!) };
  };
  const was = (x: number, y: number) => [...clean.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  return { at, was };
}

const cheek = { left: [62, 112], right: [138, 112] } as const;

describe('a covered half of a source', () => {
  test('is painted with the other half, in its own light', () => {
    const { at, was } = viewUnder((x, y) => x < 72 && y > 40 && y < 170);
    const [x, y] = cheek.left;
    const { colour, bare } = at(x, y);
    expect(bare).toBe(true);
    colour.forEach((level, k) => expect(Math.abs(level - was(x, y)[k]!)).toBeLessThan(16));
    // The light comes from the right: the other half as it is would be too bright.
    const mirrored = was(...cheek.right);
    expect(Math.abs(colour[0]! - mirrored[0]!)).toBeGreaterThan(Math.abs(colour[0]! - was(x, y)[0]!));
  });

  test('stays covered where the other half is, too', () => {
    const { at } = viewUnder((x, y) => (x < 66 || x > 134) && y > 40 && y < 170);
    expect([at(...cheek.left).bare, at(...cheek.right).bare]).toEqual([false, false]);
  });

  test('changes nothing of a face that is seen whole', () => {
    const { at, was } = viewUnder(() => false);
    for (const [x, y] of [cheek.left, cheek.right, [100, 130], [100, 60]] as const) {
      expect(at(x, y)).toEqual({ colour: was(x, y), bare: true });
    }
  });
});

test('skin is stretched the more the farther it turns away', () => {
  const [cheekLeft, cheekRight] = [50, 280] as const;
  const [ahead, turned, profile] = [0, 30, 75].map((yaw) => stretchOf(frontalMesh({ x: 0, y: 0 }, 60, yaw)));
  for (const point of [cheekLeft, cheekRight]) expect(ahead![point]).toBeCloseTo(1, 1);
  const far = turned![cheekLeft]! > turned![cheekRight]! ? cheekLeft : cheekRight;
  expect(turned![far]).toBeGreaterThan(1.3);
  expect(profile![far]).toBe(Infinity);
});
