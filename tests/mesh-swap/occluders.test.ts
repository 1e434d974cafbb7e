import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKernels } from '@facet/core-wasm';
import type { Swapper } from '@facet/api';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost, type TestHost } from '@facet/testing';
import { frontalMesh, texturedFace } from './textured-face.ts';

const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
const [width, height, interocular] = [200, 220, 60];
let host: TestHost;
let swapper: Swapper<Record<string, unknown>>;

beforeAll(async () => {
  host = await createTestHost({ plugin: meshSwap, packageDir, kernels: await createKernels('wasm') });
  swapper = host.provider('swapper', 'mesh');
});
afterAll(() => host.dispose());

/** Whether something lies at a place, in distances between the eyes from the middle between them. */
type Shape = (x: number, y: number) => boolean;

/** The share of a shape's pixels over the face that a swap leaves as they are. */
async function keptShare(shape: Shape, colour: readonly number[], options: Record<string, unknown>) {
  const { kernels } = host;
  const call = host.call('swapper', 'mesh', options) as unknown as Parameters<typeof swapper.align>[1];
  const from = texturedFace(kernels, 160, 170, frontalMesh({ x: 80, y: 80 }, 46, 12), [225, 190, 170]);
  const mesh = frontalMesh({ x: width / 2, y: 0.47 * height }, interocular);
  const onto = texturedFace(kernels, width, height, mesh, [190, 140, 115]);
  const eyes = (mesh[3 * 33 + 1]! + mesh[3 * 263 + 1]!) / 2;
  const covered: number[] = [];
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) - width / 2, Math.floor(i / width) - eyes];
    if (!shape(x / interocular, y / interocular)) continue;
    onto.pixels.set(colour, 4 * i);
    if (Math.hypot(x / 0.95, (y - 0.35 * interocular) / 1.2) < interocular) covered.push(i);
  }
  kernels.writeImage(onto.image, onto.pixels);
  const source = await swapper.prepare([from], call);
  const alignment = swapper.align(onto.face, call);
  const image = kernels.createImage(alignment.width, alignment.height);
  kernels.warpAffine(onto.image, image, alignment.frameToCrop, 'bilinear', 'edge');
  const crop = { image, frameToCrop: alignment.frameToCrop };
  const result = await swapper.swap({ crop, face: onto.face, source }, call);
  kernels.paste(onto.image, result.image, result.mask!, alignment.frameToCrop);
  const after = kernels.readImage(onto.image);
  const same = covered.filter((i) => [0, 1, 2].every((k) => after[4 * i + k] === onto.pixels[4 * i + k]));
  expect(covered.length).toBeGreaterThan(100);
  return same.length / covered.length;
}

const shapes: readonly (readonly [name: string, shape: Shape, colour: readonly number[]])[] = [
  ['a hand before the jaw', (x, y) => x > 0.2 && x < 1.4 && y > 0.7, [90, 60, 45, 255]],
  [
    'a microphone before the mouth',
    (x, y) => Math.hypot(x - 0.1, y - 1.3) < 0.4 || (Math.abs(x - 0.1) < 0.2 && y > 1.3),
    [30, 30, 34, 255],
  ],
  [
    'the frame of a pair of glasses',
    (x, y) => {
      const away = Math.hypot((Math.abs(x) - 0.52) / 0.42, (y - 0.05) / 0.36);
      return (away > 0.86 && away < 1.14) || (Math.abs(x) < 0.12 && Math.abs(y) < 0.06);
    },
    [28, 26, 26, 255],
  ],
  ['a strand across brow and eye', (x, y) => Math.abs(x + 0.45 - 0.15 * y * y) < 0.035, [60, 40, 30, 255]],
  ['a fair strand', (x, y) => Math.abs(x - 0.6 + 0.1 * y * y) < 0.035, [138, 106, 60, 255]],
];

describe('what lies over the target', () => {
  test.each(shapes)('%s is left in place to the last level', async (_, shape, colour) => {
    expect(await keptShare(shape, colour, {})).toBeGreaterThan(0.9);
  });

  test.each(shapes)('%s goes when keepOccluders is off', async (_, shape, colour) => {
    expect(await keptShare(shape, colour, { keepOccluders: false })).toBeLessThan(0.5);
  });
});
