import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKernels } from '@facet/core-wasm';
import type { Swapper } from '@facet/api';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost, type TestHost } from '@facet/testing';
import { frontalMesh, texturedFace } from './textured-face.ts';

const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
let host: TestHost;
let swapper: Swapper<Record<string, unknown>>;

beforeAll(async () => {
  host = await createTestHost({ plugin: meshSwap, packageDir, kernels: await createKernels('wasm') });
  swapper = host.provider('swapper', 'mesh');
});
afterAll(() => host.dispose());

type Paint = (pixels: Uint8ClampedArray, width: number) => void;

interface Scene {
  readonly yawDeg?: number;
  readonly interocular?: number;
  /** Paints over the source or the target. */
  readonly onSource?: Paint;
  readonly onTarget?: Paint;
}

/** What the report says of a swap, and the largest value of its mask. */
async function swapOnto(scene: Scene, options: Record<string, unknown> = {}) {
  const { kernels } = host;
  const { yawDeg = 0, interocular = 42, onSource, onTarget } = scene;
  const call = host.call('swapper', 'mesh', options);
  const at = call as unknown as Parameters<typeof swapper.align>[1];
  const from = texturedFace(kernels, 160, 170, frontalMesh({ x: 80, y: 80 }, 46), [225, 190, 170]);
  const mesh = frontalMesh({ x: 75, y: 75 }, interocular, yawDeg);
  const onto = texturedFace(kernels, 150, 160, mesh, [150, 110, 85]);
  onSource?.(from.pixels, 160);
  onTarget?.(onto.pixels, 150);
  kernels.writeImage(from.image, from.pixels);
  kernels.writeImage(onto.image, onto.pixels);
  const source = await swapper.prepare([from], at);
  const { width, height, frameToCrop } = swapper.align(onto.face, at);
  const image = kernels.createImage(width, height);
  kernels.warpAffine(onto.image, image, frameToCrop, 'bilinear', 'edge');
  const result = await swapper.swap({ crop: { image, frameToCrop }, face: onto.face, source }, at);
  const most = kernels.readMask(result.mask!).reduce((least, value) => Math.max(least, value), 0);
  return { warnings: call.warnings, most };
}

/** A black rectangle: hair down one side of a face, or the frame of a pair of glasses. */
const bar =
  (x0: number, x1: number, y0: number, y1: number): Paint =>
  (pixels, width) => {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) pixels.set([15, 12, 10], 4 * (y * width + x));
  };

describe('a face that may not look right', () => {
  test.each<[what: string, scene: Scene, quiet: Record<string, number>, strict: Record<string, number>]>([
    ['turned from the source', { yawDeg: 38 }, { warnYaw: 39 }, { warnYaw: 30 }],
    ['small', { interocular: 20 }, { warnSize: 15 }, { warnSize: 30 }],
    ['under hair', { onTarget: bar(20, 58, 10, 140) }, { warnCover: 1 }, { warnCover: 0.04 }],
    ['half hidden on the source', { onSource: bar(102, 150, 10, 150) }, { warnCover: 1 }, { warnCover: 0.1 }],
    [
      'of a source with glasses',
      { onSource: bar(35, 125, 66, 71) },
      { warnGlasses: 101, warnCover: 1 },
      { warnGlasses: 16, warnCover: 1 },
    ],
  ])('%s: the report says so by the limit', async (_, scene, quiet, strict) => {
    expect((await swapOnto(scene, quiet)).warnings).toEqual([]);
    const { warnings, most } = await swapOnto(scene, strict);
    expect(warnings).toHaveLength(1);
    expect(most).toBe(255);
  });

  test.each<[what: string, scene: Scene, options: Record<string, number>, reason: string]>([
    ['too far from the source', { yawDeg: 40 }, { fadeYaw: 30, maxYawDifference: 38 }, 'from the source'],
    ['in profile', { yawDeg: 40 }, { fadeYaw: 30, maxYaw: 38 }, '40 degrees from the camera'],
    ['too small', { interocular: 20 }, { leastSize: 24 }, '20.0 pixels apart (leastSize is 24)'],
  ])('%s: is left as it is, and the report says why', async (_, scene, options, reason) => {
    const { most, warnings } = await swapOnto(scene, options);
    expect(most).toBe(0);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('left as it is');
    expect(warnings[0]).toContain(reason);
    expect((await swapOnto(scene)).most).toBe(255);
  });

  test('turned by more than fadeYaw: fades', async () => {
    const { most, warnings } = await swapOnto({ yawDeg: 40 }, { fadeYaw: 30 });
    expect(most).toBeGreaterThan(20);
    expect(most).toBeLessThan(235);
    expect(warnings.join()).toContain(`faded to ${((100 * most) / 255).toFixed(0)} %`);
  });
});
