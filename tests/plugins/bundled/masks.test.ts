import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Affine, Face, Mask } from '@facet/api';
import { applyAffine } from '@facet/api';
import { checkConformance, createTestHost, syntheticFace } from '@facet/testing';
import type { TestHost } from '@facet/testing';
import masks from '@facet/plugin-masks';
import { canonicalPoints } from '../../../plugins/mesh-swap/dist/mesh/canonical.js';
import { meshOf68 } from '../../../plugins/masks/dist/area/areas.js';

const packageDir = fileURLToPath(new URL('../../../plugins/masks/', import.meta.url));
const straight: Affine = { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 };

let host: TestHost;
beforeAll(async () => {
  host = await createTestHost({ plugin: masks, packageDir });
});

interface Drawn {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): number;
}

async function draw(
  id: 'box' | 'area',
  width: number,
  height: number,
  options: Record<string, unknown>,
  face: Face = syntheticFace(),
  frameToCrop: Affine = straight,
): Promise<Drawn> {
  const { kernels } = host;
  const image = kernels.createImage(width, height);
  const input = { crop: { image, frameToCrop }, swapped: image, face };
  const mask: Mask = await host.provider('masker', id).mask(input, host.call('masker', id, options));
  const data = kernels.readMask(mask);
  return {
    width: mask.width,
    height: mask.height,
    at: (x, y) => data[Math.round(y) * width + Math.round(x)]!,
  };
}

test.each(['box', 'area'])('%s keeps the contract of a masker', async (id) => {
  expect(await checkConformance(host, 'masker', id)).toEqual([]);
});

describe('box', () => {
  /** The share of a Gaussian to the left of `x` deviations (Abramowitz and Stegun 7.1.26). */
  const normal = (x: number): number => {
    const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
    const poly =
      t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    const erf = 1 - poly * Math.exp((-x * x) / 2);
    return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
  };

  test.each([
    [128, 0.3],
    [256, 0.3],
    [101, 0.8],
  ])('fades over a crop of %i with blur %f as a Gaussian around its border does', async (size, blur) => {
    const reach = Math.floor((size / 2) * blur);
    const border = Math.floor(reach / 2);
    const mask = await draw('box', size, size, { blur });
    const middle = Math.floor(size / 2);
    const steps = Array.from({ length: middle }, (_, x) => x);
    const fromLeft = steps.map((x) => mask.at(x, middle));
    expect(steps.map((x) => mask.at(size - 1 - x, middle))).toEqual(fromLeft);
    expect(steps.map((y) => mask.at(middle, y))).toEqual(fromLeft);
    const share = (x: number): number => normal((x - border + 0.5) / (reach / 4));
    const gaps = fromLeft.map((value, x) => Math.abs(value - 255 * share(x)));
    expect(Math.max(...gaps)).toBeLessThan(5);
    // All four borders reach into the middle, if little.
    expect(Math.abs(mask.at(middle, middle) - 255 * share(middle) ** 4)).toBeLessThan(2);
  });

  test.each([
    ['no padding', [0, 0, 0, 0], { x: [1, 79], y: [1, 49] }],
    ['padding on each side', [10, 25, 20, 50], { x: [40, 60], y: [5, 40] }],
    ['padding that leaves nothing', [0, 50, 0, 50], { x: [0, 0], y: [0, 0] }],
  ] as const)('without blur is a sharp box: %s', async (_what, padding, { x: columns, y: rows }) => {
    const mask = await draw('box', 80, 50, { blur: 0, padding });
    const wrong: string[] = [];
    for (let y = 0; y < 50; y++) {
      for (let x = 0; x < 80; x++) {
        const inside = x >= columns[0] && x < columns[1] && y >= rows[0] && y < rows[1];
        if (mask.at(x, y) !== (inside ? 255 : 0)) wrong.push(`${x}, ${y} is ${mask.at(x, y)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('area', () => {
  const face = syntheticFace();
  const [leftEye, rightEye, nose, mouthLeft, mouthRight] = face.landmarks.five;
  const mouth = { x: (mouthLeft.x + mouthRight.x) / 2, y: mouthLeft.y };
  const eyes = { x: (leftEye.x + rightEye.x) / 2, y: leftEye.y };

  test.each([
    ['mouth', [mouth], [nose, leftEye, rightEye]],
    ['lower-face', [mouth, { x: nose.x, y: mouth.y + 20 }], [leftEye, rightEye, eyes]],
    ['upper-face', [leftEye, rightEye, eyes, nose], [mouth, { x: nose.x, y: mouth.y + 20 }]],
  ])('%s takes its part of the face and leaves the others', async (area, taken, left) => {
    const mask = await draw('area', 256, 256, { areas: [area] });
    for (const { x, y } of taken) expect(mask.at(x, y)).toBeGreaterThan(200);
    for (const { x, y } of left) expect(mask.at(x, y)).toBe(0);
  });

  test('takes the hull of all chosen areas, softened inwards only', async () => {
    const mask = await draw('area', 256, 256, {});
    for (const { x, y } of face.landmarks.five) expect(mask.at(x, y)).toBe(255);
    const { box } = face;
    let partial = 0;
    let spilt = 0;
    for (let y = 0; y < 256; y++) {
      for (let x = 0; x < 256; x++) {
        const value = mask.at(x, y);
        const outside =
          x < box.x - 1 || x > box.x + box.width + 1 || y < box.y - 1 || y > box.y + box.height + 1;
        if (outside && value > 0) spilt++;
        if (value > 0 && value < 255) partial++;
      }
    }
    expect(spilt).toBe(0);
    expect(partial).toBeGreaterThan(500);
  });

  test('follows the crop', async () => {
    const frameToCrop = { a: 0.8, b: 0.6, tx: -110, c: -0.6, d: 0.8, ty: 60 };
    const mask = await draw('area', 160, 160, { areas: ['mouth'] }, face, frameToCrop);
    const inCrop = applyAffine(frameToCrop, mouth);
    expect(mask.at(inCrop.x, inCrop.y)).toBeGreaterThan(100);
    expect(mask.at(inCrop.x + 50, inCrop.y)).toBe(0);
  });

  test('works on the 468-point mesh as well', async () => {
    // The canonical face, looking straight ahead, 10 pixels per centimetre; y grows downwards in a picture.
    const mesh468 = canonicalPoints.map(
      (value, i) => [128 + 10 * value, 128 - 10 * value, -10 * value][i % 3]!,
    );
    const five = syntheticFace().landmarks.five;
    const meshFace: Face = { ...syntheticFace(), landmarks: { five, mesh468 } };
    const point = (index: number) => ({ x: mesh468[3 * index]!, y: mesh468[3 * index + 1]! });
    const [upperLip, noseTip, leftPupil, chin, forehead] = [13, 1, 159, 152, 10].map(point);
    const lips = await draw('area', 256, 256, { areas: ['mouth'] }, meshFace);
    expect(lips.at(upperLip!.x, upperLip!.y)).toBeGreaterThan(200);
    for (const { x, y } of [noseTip!, leftPupil!, chin!]) expect(lips.at(x, y)).toBe(0);
    const upper = await draw('area', 256, 256, { areas: ['upper-face'] }, meshFace);
    expect(upper.at(leftPupil!.x, leftPupil!.y)).toBe(255);
    for (const { x, y } of [upperLip!, chin!, forehead!]) expect(upper.at(x, y)).toBe(0);
    const lower = await draw('area', 256, 256, { areas: ['lower-face'] }, meshFace);
    expect(lower.at(upperLip!.x, upperLip!.y)).toBe(255);
    expect(lower.at(chin!.x, chin!.y - 12)).toBeGreaterThan(200);
    for (const { x, y } of [leftPupil!, forehead!]) expect(lower.at(x, y)).toBe(0);
  });

  test('knows symmetric mesh points for the 68 landmarks', () => {
    const at = (landmark: number): readonly number[] => {
      const index = 3 * meshOf68[landmark]!;
      return [...canonicalPoints.subarray(index, index + 3)];
    };
    const mirrored = [
      ...[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
      ...[26, 25, 24, 23, 22, 21, 20, 19, 18, 17],
      ...[27, 28, 29, 30, 35, 34, 33, 32, 31],
      ...[45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40],
      ...[54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65],
    ];
    expect(meshOf68).toHaveLength(68);
    expect(new Set(meshOf68).size).toBe(68);
    mirrored.forEach((other, landmark) => {
      const [x, y, z] = at(landmark);
      const [mx, my, mz] = at(other);
      for (const gap of [x! + mx!, y! - my!, z! - mz!]) expect(Math.abs(gap)).toBeLessThan(0.01);
    });
  });

  test('says what is missing when a face has neither', async () => {
    const bare: Face = { ...face, landmarks: { five: face.landmarks.five } };
    await expect((async () => draw('area', 64, 64, {}, bare))()).rejects.toMatchObject({
      code: 'MASK_LANDMARKS',
      message: expect.stringContaining('468-point mesh'),
    });
  });
});
