import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import { lookAt, type MeshView } from '../../plugins/mesh-swap/dist/source.js';
import { frontalMesh, texturedFace } from './textured-face.ts';

const size = 320;
const mesh = frontalMesh({ x: 160, y: 160 }, 100);
const kernels = await createKernels('wasm');
/** The tip of the nose, and the middle of the lower lip. */
const [noseTip, lowerLip] = [1, 16];

/** The view of a face with a round spot, and the colour of the view at a mesh point. */
function viewWith(
  point: number,
  level: readonly [number, number, number] | undefined,
): { readonly view: MeshView; readonly colour: (at: number) => readonly number[] } {
  const { image, face } = texturedFace(kernels, size, size, mesh, [150, 105, 80]);
  const pixels = kernels.readImage(image);
  for (let i = 0; level && i < size * size; i++) {
    const away = Math.hypot((i % size) - mesh[3 * point]!, Math.floor(i / size) - mesh[3 * point + 1]!);
    if (away < 8) pixels.set(level, 4 * i);
  }
  kernels.writeImage(image, pixels);
  const { view } = lookAt(kernels, { image, face });
  const colour = (at: number): readonly number[] => {
    const x = Math.round(view.mesh[3 * at]!);
    const y = Math.round(view.mesh[3 * at + 1]!);
    return [...view.data.subarray(4 * (y * view.width + x), 4 * (y * view.width + x) + 3)];
  };
  return { view, colour };
}

const farthest = (p: readonly number[], q: readonly number[]): number =>
  Math.max(...p.map((level, k) => Math.abs(level - q[k]!)));

describe('highlights of a source', () => {
  const plain = viewWith(noseTip, undefined);

  test('that are blown get the colour of the skin around them', () => {
    const blown = viewWith(noseTip, [255, 253, 250]);
    expect(farthest([255, 253, 250], plain.colour(noseTip))).toBeGreaterThan(100);
    expect(farthest(blown.colour(noseTip), plain.colour(noseTip))).toBeLessThan(40);
  });

  test('that are mild stay', () => {
    const mild = [175, 135, 112] as const;
    expect(farthest(viewWith(noseTip, mild).colour(noseTip), mild)).toBeLessThanOrEqual(2);
  });

  test('stay on the lips', () => {
    const gloss = [255, 253, 250] as const;
    expect(farthest(viewWith(lowerLip, gloss).colour(lowerLip), gloss)).toBeLessThanOrEqual(2);
  });
});
