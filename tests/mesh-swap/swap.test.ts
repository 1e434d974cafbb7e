import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKernels } from '@facet/core-wasm';
import type { Swapper } from '@facet/api';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost, syntheticFace } from '@facet/testing';
import type { TestHost } from '@facet/testing';
import { decodeCheckpoint, encodeCheckpoint } from '../../host/dist/checkpoints/index.js';
import { frontalMesh, texturedFace } from './textured-face.ts';

const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
let host: TestHost;
let swapper: Swapper<Record<string, unknown>>;

beforeAll(async () => {
  host = await createTestHost({ plugin: meshSwap, packageDir, kernels: await createKernels('wasm') });
  swapper = host.provider('swapper', 'mesh');
});
afterAll(() => host.dispose());

const call = (options: Record<string, unknown> = {}) =>
  host.call('swapper', 'mesh', options) as unknown as Parameters<typeof swapper.align>[1];

interface Scene {
  readonly width: number;
  readonly height: number;
  readonly interocular: number;
  readonly yawDeg?: number;
}

/** Swaps a pale painted face onto a dark one. */
async function swapOnto(
  scene: Scene,
  options: Record<string, unknown> = {},
  keep: (prepared: unknown) => unknown = structuredClone,
) {
  const { kernels } = host;
  const from = texturedFace(kernels, 160, 170, frontalMesh({ x: 80, y: 80 }, 46), [225, 190, 170]);
  const source = keep(await swapper.prepare([from], call(options)));
  const { width, height, interocular, yawDeg = 0 } = scene;
  const mesh = frontalMesh({ x: width / 2, y: 0.47 * height }, interocular, yawDeg);
  const onto = texturedFace(kernels, width, height, mesh, [120, 85, 60]);
  const alignment = swapper.align(onto.face, call(options));
  const image = kernels.createImage(alignment.width, alignment.height);
  kernels.warpAffine(onto.image, image, alignment.frameToCrop, 'bilinear', 'edge');
  const crop = { image, frameToCrop: alignment.frameToCrop };
  const before = kernels.readImage(image);
  const result = await swapper.swap({ crop, face: onto.face, source }, call(options));
  kernels.paste(onto.image, result.image, result.mask!, alignment.frameToCrop);
  return {
    alignment,
    before,
    result,
    swapped: kernels.readImage(result.image),
    mask: kernels.readMask(result.mask!),
    frame: kernels.readImage(onto.image),
    pixels: onto.pixels,
  };
}

const share = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0) / (255 * mask.length);

describe('the swapped crop', () => {
  test.each([
    ['the share of proportions', { proportions: 0.5 }],
    ['the soft edge alone', { proportions: 0, blend: 'feather' }],
    ['Poisson blending', { proportions: 0, blend: 'poisson' }],
  ])('is the target where the mask is 0, with %s', async (_, options) => {
    const { before, swapped, mask } = await swapOnto(
      { width: 140, height: 154, interocular: 42, yawDeg: 15 },
      options,
    );
    expect(share(mask)).toBeGreaterThan(0.1);
    let changed = 0;
    for (let i = 0; i < mask.length; i++) {
      for (let k = 0; k < 4; k++) if (mask[i] === 0 && swapped[4 * i + k] !== before[4 * i + k]) changed++;
    }
    expect(changed).toBe(0);
  });

  test('leaves the frame alone outside of the face', async () => {
    const { frame, pixels } = await swapOnto(
      { width: 260, height: 280, interocular: 40 },
      { proportions: 0 },
    );
    const mesh = frontalMesh({ x: 130, y: 0.47 * 280 }, 40);
    let [farChanges, faceChanges] = [0, 0];
    for (let i = 0; i < 260 * 280; i++) {
      const inside = Math.hypot((i % 260) - mesh[3]!, Math.floor(i / 260) - mesh[4]!) < 70;
      const changed = [0, 1, 2, 3].some((k) => frame[4 * i + k] !== pixels[4 * i + k]);
      if (changed && inside) faceChanges++;
      if (changed && !inside) farChanges++;
    }
    expect(farChanges).toBe(0);
    expect(faceChanges).toBeGreaterThan(1000);
  });

  test('ends farther inside where the skin differs, and at the outline with no room to retreat', async () => {
    const scene = { width: 120, height: 132, interocular: 36 };
    // Without its light, the pale face differs from the dark one everywhere.
    const options = { proportions: 0, relight: 0 };
    const kept = await swapOnto(scene, { ...options, retreat: 0 });
    const retreated = await swapOnto(scene, { ...options, retreat: 0.4 });
    expect(share(retreated.mask)).toBeLessThan(0.85 * share(kept.mask));
    expect(share(retreated.mask)).toBeGreaterThan(0.2 * share(kept.mask));
  });

  test('takes on the light of the target', async () => {
    const { swapped, before, mask } = await swapOnto({ width: 140, height: 154, interocular: 42 });
    const mean = (data: Uint8ClampedArray, channel: number): number => {
      let [sum, count] = [0, 0];
      mask.forEach((value, i) => {
        if (value < 250) return;
        sum += data[4 * i + channel]!;
        count++;
      });
      return sum / count;
    };
    for (const channel of [0, 1, 2]) {
      expect(Math.abs(mean(swapped, channel) - mean(before, channel))).toBeLessThan(6);
    }
  });

  test.each([
    ['30 pixels high', { width: 40, height: 44, interocular: 10 }],
    ['at the border of the frame', { width: 60, height: 160, interocular: 50 }],
    ['larger than the largest crop', { width: 420, height: 460, interocular: 130 }],
  ])('is made for a face %s', async (_, scene) => {
    const { alignment, result, mask, swapped } = await swapOnto(scene, { maxSize: 256 });
    expect(Math.max(alignment.width, alignment.height)).toBeLessThanOrEqual(256);
    expect(Math.max(alignment.width, alignment.height)).toBeGreaterThanOrEqual(128);
    expect([result.image.width, result.image.height]).toEqual([alignment.width, alignment.height]);
    expect(share(mask)).toBeGreaterThan(0.1);
    expect(swapped.every((value) => Number.isFinite(value))).toBe(true);
  });

  test('names the steps its time goes into', async () => {
    const steps: string[] = [];
    const from = texturedFace(host.kernels, 90, 96, frontalMesh({ x: 45, y: 45 }, 26), [225, 190, 170]);
    const source = await swapper.prepare([from], call());
    const timed = {
      ...call(),
      time: <T>(step: string, work: () => T): T => {
        steps.push(step);
        return work();
      },
    };
    const { frameToCrop, ...size } = swapper.align(from.face, timed);
    const image = host.kernels.createImage(size.width, size.height);
    host.kernels.warpAffine(from.image, image, frameToCrop, 'bilinear', 'edge');
    await swapper.swap({ crop: { image, frameToCrop }, face: from.face, source }, timed);
    expect(steps).toEqual(
      expect.arrayContaining(['cover', 'light', 'border', 'blend', 'warp', 'tone', 'grain']),
    );
  });

  test('is the same on every run', async () => {
    const scene = { width: 120, height: 130, interocular: 40 };
    const [first, second] = [await swapOnto(scene), await swapOnto(scene)];
    expect(Buffer.from(first.swapped).equals(Buffer.from(second.swapped))).toBe(true);
  });
});

test('a saved face swaps exactly as its pictures do', async () => {
  const scene = { width: 120, height: 130, interocular: 40 };
  const embedding = { model: 'any/model@1', vector: Float32Array.of(1) };
  const saved = await swapOnto(scene, {}, (data) => {
    const prepared = { swapper: 'mesh-swap/mesh', version: '0.1.0', format: 2, data };
    return decodeCheckpoint(encodeCheckpoint({ embedding, prepared }), 'face').prepared!.data;
  });
  const direct = await swapOnto(scene);
  expect(Buffer.from(saved.swapped).equals(Buffer.from(direct.swapped))).toBe(true);
  expect(Buffer.from(saved.mask).equals(Buffer.from(direct.mask))).toBe(true);
});

describe('the crop asked for', () => {
  test('takes a face of middle size pixel by pixel', () => {
    const face = syntheticFace({ mesh468: frontalMesh({ x: 300.3, y: 200.7 }, 80, 20) });
    const { frameToCrop } = swapper.align(face, call());
    expect(frameToCrop).toMatchObject({ a: 1, b: 0, c: 0, d: 1 });
    expect(Number.isInteger(frameToCrop.tx) && Number.isInteger(frameToCrop.ty)).toBe(true);
  });
});

describe('a face without a mesh', () => {
  const bare = syntheticFace();

  test('is refused as a target', () => {
    expect(() => swapper.align(bare, call())).toThrow(expect.objectContaining({ code: 'MESH_REQUIRED' }));
  });

  test('is refused as a source', async () => {
    const image = host.kernels.createImage(64, 64);
    await expect(swapper.prepare([{ image, face: bare }], call())).rejects.toMatchObject({
      code: 'MESH_REQUIRED',
    });
  });
});
