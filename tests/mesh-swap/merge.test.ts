import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Call, SourceFace, Swapper } from '@facet/api';
import meshSwap from '@facet/plugin-mesh-swap';
import { createTestHost, type TestHost } from '@facet/testing';
import { decodeCheckpoint, encodeCheckpoint } from '../../host/dist/checkpoints/index.js';
import { chooseView } from '../../plugins/mesh-swap/dist/choose-view.js';
import type { MeshSource, MeshView } from '../../plugins/mesh-swap/dist/source.js';
import { isBare, isSeen } from '../../plugins/mesh-swap/dist/view-alpha.js';
import { frontalMesh, texturedFace } from './textured-face.ts';

let host: TestHost;
let swapper: Swapper<Record<string, unknown>, MeshSource>;
beforeAll(async () => {
  const packageDir = fileURLToPath(new URL('../../plugins/mesh-swap/', import.meta.url));
  host = await createTestHost({ plugin: meshSwap, packageDir });
  swapper = host.provider('swapper', 'mesh');
});
afterAll(() => host.dispose());

const [width, height, interocular] = [150, 160, 42];
const skin = [215, 175, 150] as const;
const mole = [120, 70, 40] as const;
/** Points of the cheeks, the nose and the image-left eye: upper and lower lid, outer corner. */
const [leftCheek, rightCheek, noseTip, upperLid, lowerLid, eyeCorner] = [50, 280, 4, 159, 145, 33];

interface Picture {
  readonly yawDeg?: number;
  readonly light?: number;
  readonly eyes?: readonly [number, number, number];
  /** Opening of the mouth, in IOD. */
  readonly open?: number;
  /** Whether hair lies over the pixel. */
  readonly hair?: (x: number, y: number) => boolean;
}

/** A picture of a person with a mole on the image-left cheek. */
function picture({ yawDeg = 0, light = 1, eyes = [40, 30, 30], open = 0, hair }: Picture): SourceFace {
  const { kernels } = host;
  const mesh = frontalMesh({ x: 75, y: 75 }, interocular, yawDeg);
  for (const axis of [0, 1, 2])
    mesh[3 * 14 + axis] = mesh[3 * 13 + axis]! + (axis === 1 ? open * interocular : 0);
  const [r, g, b] = skin;
  const { face, pixels } = texturedFace(
    kernels,
    width,
    height,
    mesh,
    [light * r, light * g, light * b],
    eyes,
  );
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const fromMole = Math.hypot(x - mesh[3 * leftCheek]!, y - mesh[3 * leftCheek + 1]!);
    if (fromMole < 2) for (const k of [0, 1, 2]) pixels[4 * i + k] = light * mole[k]!;
    if (hair?.(x, y) === true) pixels.set([22, 18, 20], 4 * i);
  }
  return { image: kernels.importImage({ width, height, data: pixels }), face };
}

const overLeft = (x: number, y: number) => x < 57 && y > 30 && y < 128;
const overRight = (x: number, y: number) => x > 93 && y > 30 && y < 128;

const call = (options: Record<string, unknown> = {}) =>
  host.call('swapper', 'mesh', options) as unknown as Call<Record<string, unknown>>;

/** What the swapper makes of pictures, as another thread gets it. */
async function viewsOf(pictures: readonly Picture[], options: Record<string, unknown> = {}) {
  const source = await swapper.prepare(pictures.map(picture), call(options));
  return structuredClone(source).views;
}

/** Level and alpha at a place of a view. */
function at({ data, width: across }: MeshView, x: number, y: number) {
  const p = 4 * (Math.round(y) * across + Math.round(x));
  return { colour: [...data.subarray(p, p + 3)] as [number, number, number], alpha: data[p + 3]! };
}
const atPoint = (view: MeshView, point: number) => at(view, view.mesh[3 * point]!, view.mesh[3 * point + 1]!);

describe('several pictures of the source', () => {
  test('give each other the skin that hair covers, with what only that skin has', async () => {
    const [covered, other] = await viewsOf([{ hair: overLeft }, { hair: overRight }]);
    const taken = atPoint(covered!, leftCheek);
    expect(isSeen(taken.alpha)).toBe(true);
    mole.forEach((level, k) => expect(Math.abs(taken.colour[k]! - level)).toBeLessThan(25));
    const plain = atPoint(other!, rightCheek);
    expect(isSeen(plain.alpha)).toBe(true);
    skin.forEach((level, k) => expect(Math.abs(plain.colour[k]! - level)).toBeLessThan(35));
  });

  test('stay as they are without merge: the other half, which has no mole, stands in', async () => {
    const [covered] = await viewsOf([{ hair: overLeft }, { hair: overRight }], { merge: false });
    const { colour, alpha } = atPoint(covered!, leftCheek);
    expect([isBare(alpha), isSeen(alpha)]).toEqual([true, false]);
    expect(colour[0] - mole[0]).toBeGreaterThan(50);
  });

  test('leave what all of them hide on both sides marked as covered', async () => {
    const hair = (x: number, y: number) => overLeft(x + 6, y) || overRight(x - 6, y);
    const views = await viewsOf([{ hair }, { hair }]);
    for (const view of views) expect(isBare(atPoint(view, leftCheek).alpha)).toBe(false);
  });

  test('take skin over in the light of the picture it goes to', async () => {
    const [bright] = await viewsOf([{ hair: overLeft }, { hair: overRight, light: 0.6 }]);
    const { mesh } = bright!;
    const beside = at(bright!, mesh[3 * leftCheek]! + 5, mesh[3 * leftCheek + 1]!);
    expect(isSeen(beside.alpha)).toBe(true);
    // As it is on the other picture, it would be darker by 85 levels.
    expect(Math.abs(beside.colour[0] - skin[0])).toBeLessThan(25);
  });

  test('take an eye that is covered as a whole', async () => {
    const green = [40, 160, 60] as const;
    const hair = (x: number, y: number) => x < 61 && y > 46 && y < 78;
    const [view] = await viewsOf([{ hair }, { eyes: green }]);
    const { mesh } = view!;
    const middle = (mesh[3 * upperLid + 1]! + mesh[3 * lowerLid + 1]!) / 2;
    for (const x of [mesh[3 * upperLid]!, (mesh[3 * upperLid]! + mesh[3 * eyeCorner]!) / 2]) {
      const [r, g] = at(view!, x, middle).colour;
      expect(g - r).toBeGreaterThan(60);
    }
    const right = at(view!, mesh[3 * 386]!, (mesh[3 * 386 + 1]! + mesh[3 * 374 + 1]!) / 2).colour;
    expect(right[1] - right[0]).toBeLessThan(20);
  });

  test('give the skin that one of them sees flat, and no other', async () => {
    const pictures = [{ yawDeg: 38 }, { yawDeg: -38 }];
    const [[merged], [alone]] = [await viewsOf(pictures), await viewsOf(pictures, { merge: false })];
    const { mesh, data, width: across } = merged!;
    const [eyes, mouth] = [mesh[3 * lowerLid + 1]!, mesh[3 * 13 + 1]!];
    const changed: number[] = [];
    for (let i = 0; i < data.length; i++) {
      const y = Math.floor((i >> 2) / across);
      if (y > eyes && y < mouth && data[i] !== alone!.data[i]) changed.push((i >> 2) % across);
    }
    const [near, nose] = [mesh[3 * leftCheek]!, mesh[3 * noseTip]!];
    expect(changed.length).toBeGreaterThan(100);
    expect(nose - near).toBeGreaterThan(30);
    expect(Math.min(...changed)).toBeGreaterThan(near + 0.7 * (nose - near));
  });

  test('have the mean of their proportions, each in its own place', async () => {
    const [left, right] = await viewsOf([{ yawDeg: 20 }, { yawDeg: -20 }]);
    expect(left!.shape).not.toEqual(left!.mesh);
    expect(Math.abs(left!.shape[3]! - left!.mesh[3]!)).toBeLessThan(1);
    expect(right!.shape).not.toEqual(left!.shape);
  });

  test('are kept by a checkpoint to the last pixel', async () => {
    const data = await swapper.prepare([{ hair: overLeft }, { yawDeg: 30 }].map(picture), call());
    const embedding = { model: 'any/model@1', vector: Float32Array.of(1) };
    const prepared = { swapper: 'mesh-swap/mesh', version: '0.1.0', format: swapper.sourceFormat!, data };
    expect(decodeCheckpoint(encodeCheckpoint({ embedding, prepared }), 'face').prepared).toEqual(prepared);
  });
});

describe('the picture for a target', () => {
  /** Which of the pictures is chosen, by its position. */
  async function chosen(pictures: readonly Picture[], target: Picture): Promise<number> {
    const views = await viewsOf(pictures);
    const { image, face } = picture(target);
    const view = chooseView(host.kernels, views, image, face.landmarks.mesh468!);
    return views.indexOf(view);
  }

  test.each<[string, readonly Picture[], Picture, number]>([
    ['looks where the target looks', [{ yawDeg: 2 }, { yawDeg: 28 }], { yawDeg: 25 }, 1],
    ['has its mouth closed for a closed mouth', [{ open: 0.2 }, { open: 0.02 }], { open: 0.01 }, 1],
    ['has its mouth open for an open one', [{ open: 0.02 }, { open: 0.25 }], { open: 0.2 }, 1],
    ['is the one that shows more of the face', [{ hair: overLeft }, {}], {}, 1],
    ['is the first of equally good ones', [{ yawDeg: 10 }, { yawDeg: 10 }], { yawDeg: 10 }, 0],
  ])('%s', async (_, pictures, target, expected) => {
    expect(await chosen(pictures, target)).toBe(expected);
  });
});
