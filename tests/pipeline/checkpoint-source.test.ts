import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FaceCheckpoint } from '../../host/dist/checkpoints/index.js';
import { encodeCheckpoint } from '../../host/dist/checkpoints/index.js';
import { blue, colorsOf, colorWorld, runColors } from '../support/color-faces.ts';

const vector = Float32Array.from(blue, (value) => value / 255);
const identity: FaceCheckpoint = { embedding: { model: 'color/rgb@1', vector }, gender: 'male', age: 40 };
const texture: FaceCheckpoint = {
  ...identity,
  prepared: {
    swapper: 'color/paint',
    version: '1.2.0',
    format: 1,
    data: { colors: [Uint8ClampedArray.from(blue)] },
  },
};

async function run(checkpoint: FaceCheckpoint, unit: string): ReturnType<typeof outcome> {
  const { folder, at } = await colorWorld();
  writeFileSync(at('face.safetensors'), encodeCheckpoint(checkpoint));
  return outcome(folder, at('out.png'), `units: [{ ${unit} }]`);
}

async function outcome(
  folder: string,
  file: string,
  config: string,
): Promise<{ readonly colors: readonly string[]; readonly warnings: string }> {
  const report = await runColors(folder, config);
  return { colors: await colorsOf(file), warnings: report.warnings.join() };
}

const all = ['blue', 'blue', 'blue'];

describe('a face checkpoint as source', () => {
  test('puts on what the swapper prepared when it was built', async () => {
    expect(await run(texture, `source: 'face.safetensors'`)).toMatchObject({ colors: all });
  });

  test('under its own key as well', async () => {
    expect(await run(texture, `checkpoint: 'face.safetensors'`)).toMatchObject({ colors: all });
  });

  test('wins over pictures, and says so', async () => {
    const { colors, warnings } = await run(texture, `checkpoint: 'face.safetensors', source: 'green.png'`);
    expect(colors).toEqual(all);
    expect(warnings).toContain('not used');
  });

  test('without texture does for a swapper that works from an identity', async () => {
    expect(await run(identity, `source: 'face.safetensors', swapper: 'identity'`)).toMatchObject({
      colors: all,
    });
  });

  test('gives the gender for sameGender', async () => {
    const { colors } = await run(
      texture,
      `source: 'face.safetensors', faces: { sameGender: true, index: [0] }`,
    );
    expect(colors).toEqual(['red', 'green', 'blue']);
  });

  test('can be the face that targets must be like', async () => {
    const { colors } = await run(
      identity,
      `source: 'green.png', faces: { reference: { image: 'face.safetensors' } }`,
    );
    expect(colors).toEqual(['red', 'green', 'green']);
  });

  const other = (checkpoint: FaceCheckpoint): FaceCheckpoint => ({
    ...checkpoint,
    embedding: { model: 'insightface/w600k_r50', vector },
  });
  test.each([
    [
      'without texture for a swapper that needs it',
      identity,
      '',
      'CHECKPOINT_NO_TEXTURE',
      'an identity alone',
    ],
    [
      'of another recognizer for a swapper that needs this one',
      other(texture),
      `swapper: 'identity'`,
      'CHECKPOINT_RECOGNIZER',
      'insightface/w600k_r50',
    ],
    [
      'of another recognizer for a comparison',
      other(texture),
      `similarity: { compute: true }`,
      'CHECKPOINT_RECOGNIZER',
      'color/rgb@1',
    ],
    [
      'with the texture for a later swapper',
      { ...texture, prepared: { ...texture.prepared!, version: '2.0.0' } },
      '',
      'CHECKPOINT_NO_TEXTURE',
      'color/paint 2.0.0',
    ],
    [
      'with the texture in a form the swapper does not read',
      { ...texture, prepared: { ...texture.prepared!, format: 2 } },
      '',
      'CHECKPOINT_OUTDATED',
      'in form 2, and this version reads form 1',
    ],
  ])('%s is refused', async (_, checkpoint, more, code, part) => {
    await expect(run(checkpoint, `source: 'face.safetensors', ${more}`)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(part) as unknown,
    });
  });
});
