import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Call, Swapper } from '@facet/api';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost } from '@facet/testing';
import type { TestHost } from '@facet/testing';
import { eyePoints, eyesOpen } from '../../plugins/mesh-swap/dist/eyes.js';
import { keptMouth } from '../../plugins/mesh-swap/dist/mouth.js';
import { createPlane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import { frontalMesh, texturedFace } from './textured-face.ts';

const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
const [width, height, interocular] = [92, 98, 26];
const middle = { x: 46, y: 46 };
const skin = [200, 160, 140] as const;
const green = [20, 200, 40] as const;

/** Only what the eyes need, which takes a fraction of the time. */
const plain = { proportions: 0, keepOccluders: false, blend: 'feather', grain: 0 };

let host: TestHost;
let swapper: Swapper<Record<string, unknown>>;

beforeAll(async () => {
  host = await createTestHost({ plugin: meshSwap, packageDir });
  swapper = host.provider('swapper', 'mesh');
});
afterAll(() => host.dispose());

/** A mesh whose eyes (image-left, image-right) are closed: the upper lid lies on the lower one. */
function withClosedEyes(mesh: Float32Array, ...closed: readonly (0 | 1)[]): Float32Array {
  const out = mesh.slice();
  for (const side of closed) {
    for (const [upper, lower] of eyePoints[side].across) {
      for (const axis of [0, 1, 2]) out[3 * upper + axis] = out[3 * lower + axis]!;
    }
  }
  return out;
}

/** Paints skin over the eyes but for the lashes along the lower lid of the mesh. */
function withLowLashes(pixels: Uint8ClampedArray, mesh: Float32Array): Uint8ClampedArray {
  const out = pixels.slice();
  for (const { across } of eyePoints) {
    for (const [upper, lower] of across) {
      const [x, top, bottom] = [mesh[3 * lower]!, mesh[3 * upper + 1]!, mesh[3 * lower + 1]!];
      for (let y = Math.round(top) - 3; y < Math.round(bottom) + 3; y++) {
        const colour = Math.abs(y - bottom) < 1 ? [40, 30, 30] : skin;
        for (let dx = -3; dx <= 3; dx++) out.set(colour, 4 * (y * width + Math.round(x) + dx));
      }
    }
  }
  return out;
}

describe('whether eyes are open', () => {
  const mesh = frontalMesh(middle, interocular);
  const seen = (of: Float32Array, change = (pixels: Uint8ClampedArray) => pixels) => {
    const { pixels } = texturedFace(host.kernels, width, height, mesh, skin);
    return eyesOpen(host.kernels, { width, height, data: change(pixels) }, of, interocular);
  };

  test('is told by the lids of the mesh, for each eye', () => {
    expect(seen(mesh)).toEqual([true, true]);
    expect(seen(withClosedEyes(mesh, 0))).toEqual([false, true]);
    expect(seen(withClosedEyes(mesh, 0, 1))).toEqual([false, false]);
  });

  test('is told by the lashes where the mesh has missed that the lids are closed', () => {
    expect(seen(mesh, (pixels) => withLowLashes(pixels, mesh))).toEqual([false, false]);
  });

  test('is not told by what lies over them', () => {
    const { pixels } = texturedFace(host.kernels, width, height, mesh, skin);
    const hidden = createPlane(width, height, 1);
    const data = withLowLashes(pixels, mesh);
    expect(eyesOpen(host.kernels, { width, height, data }, mesh, interocular, hidden)).toEqual([true, true]);
  });

  test('is not asked of a tiny face', () => {
    const { pixels } = texturedFace(host.kernels, width, height, mesh, skin);
    const data = withLowLashes(pixels, mesh);
    expect(eyesOpen(host.kernels, { width, height, data }, mesh, 20)).toEqual([true, true]);
  });
});

interface Eyes {
  readonly source?: readonly (0 | 1)[];
  readonly target?: readonly (0 | 1)[];
}

/** Swaps a face with dark eyes onto one with green eyes. @returns How green each eye of the result is, -255..255. */
async function greenOfEyes({ source = [], target = [] }: Eyes, options: Record<string, unknown> = {}) {
  const { kernels } = host;
  const call = host.call('swapper', 'mesh', { ...plain, ...options }) as unknown as Call<
    Record<string, unknown>
  >;
  const warnings: string[] = [];
  const heard = { ...call, warn: (text: string) => void warnings.push(text) };
  const mesh = frontalMesh(middle, interocular);
  const from = texturedFace(kernels, width, height, withClosedEyes(mesh, ...source), skin);
  const onto = texturedFace(kernels, width, height, withClosedEyes(mesh, ...target), skin, green);
  const prepared = structuredClone(await swapper.prepare([from], heard));
  const alignment = swapper.align(onto.face, heard);
  const image = kernels.createImage(alignment.width, alignment.height);
  kernels.warpAffine(onto.image, image, alignment.frameToCrop, 'bilinear', 'edge');
  const crop = { image, frameToCrop: alignment.frameToCrop };
  const result = await swapper.swap({ crop, face: onto.face, source: prepared }, heard);
  kernels.paste(onto.image, result.image, result.mask!, alignment.frameToCrop);
  const frame = kernels.readImage(onto.image);
  const eyes = eyePoints.map(({ across }) => {
    const [upper, lower] = across[1]!;
    const at = (axis: number) => Math.round((mesh[3 * upper + axis]! + mesh[3 * lower + axis]!) / 2);
    const pixel = 4 * (at(1) * width + at(0));
    return frame[pixel + 1]! - frame[pixel]!;
  });
  return { eyes, warnings: warnings.filter((text) => text.includes('closed')) };
}

describe('the eyes of the result', () => {
  const dark = (value: number) => value < 30;

  test('are the source’s by default, and the target’s with its gaze', async () => {
    const own = await greenOfEyes({});
    expect(own.eyes.every(dark)).toBe(true);
    expect(own.warnings).toEqual([]);
    const looking = await greenOfEyes({}, { gaze: 'target' });
    expect(looking.eyes.some(dark)).toBe(false);
  });

  test('are the target’s where the source has its closed, and the report says so', async () => {
    const { eyes, warnings } = await greenOfEyes({ source: [0, 1] });
    expect(eyes.some(dark)).toBe(false);
    expect(warnings).toEqual(["The eyes are closed on one of the two faces: the target's stay as they are."]);
  });

  test('are both the target’s where the source winks', async () => {
    const { eyes, warnings } = await greenOfEyes({ source: [1] });
    expect(eyes.some(dark)).toBe(false);
    expect(warnings).toEqual(["An eye is closed on one of the two faces: the target's stays as it is."]);
  });

  test('stay closed where the target has them closed', async () => {
    const { warnings } = await greenOfEyes({ target: [0, 1] });
    expect(warnings).toHaveLength(1);
    const both = await greenOfEyes({ source: [0, 1], target: [0, 1] });
    expect(both.warnings).toEqual([]);
  });
});

describe('the mouth of the target', () => {
  const lips = [
    [13, 14],
    [82, 87],
    [312, 317],
    [81, 178],
    [311, 402],
    [80, 88],
    [310, 318],
  ] as const;
  const opened = (by: number) => {
    const mesh = frontalMesh(middle, interocular);
    for (const [upper, lower] of lips) {
      for (const axis of [0, 1, 2])
        mesh[3 * lower + axis] = mesh[3 * upper + axis]! + (axis === 1 ? by * interocular : 0);
    }
    return mesh;
  };
  /** How much of it stays in the middle of the opening and on the lower lip. */
  const kept = (mesh: Float32Array, source: { opening: number; teeth: boolean }) => {
    const mouth = keptMouth(mesh, interocular, source);
    const at = (y: number) => {
      if (!mouth) return 0;
      const [px, py] = [Math.round(mesh[3 * 13]!) - mouth.x, Math.round(y) - mouth.y];
      return mouth.kept.data[py * mouth.kept.width + px]!;
    };
    return { gap: at((mesh[3 * 13 + 1]! + mesh[3 * 14 + 1]!) / 2), lip: at(mesh[3 * 16 + 1]!) };
  };

  test('keeps its inside where the source is closed, or open without teeth', () => {
    expect(kept(opened(0.2), { opening: 0.02, teeth: true }).gap).toBe(1);
    expect(kept(opened(0.2), { opening: 0.2, teeth: false }).gap).toBe(1);
    expect(kept(opened(0.2), { opening: 0.2, teeth: true })).toEqual({ gap: 0, lip: 0 });
  });

  test('keeps its lips where it is closed and the source is open, so that no teeth are squeezed in', () => {
    expect(kept(opened(0), { opening: 0.2, teeth: true })).toEqual({ gap: 1, lip: 1 });
    expect(kept(opened(0), { opening: 0.02, teeth: true })).toEqual({ gap: 0, lip: 0 });
  });
});
