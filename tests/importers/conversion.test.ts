import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { importers } from '../support/importers.ts';
import { declaredModels, modelPath, sourceFiles } from '../support/models.ts';
import { noise } from './goldens/inputs.mjs';
import { models } from './goldens/models.mjs';

const ids = [...declaredModels.values()]
  .filter(({ declaration }) => declaration.optional !== true)
  .map(({ declaration }) => declaration.id);

describe.each(ids)('%s', (id) => {
  test('gives the same bytes at every conversion, those of the declaration', async () => {
    const { declaration, main, files } = await sourceFiles(id);
    const importer = importers.get(declaration.importer!)!;
    const convert = (): Promise<Uint8Array> => importer.import(main, files, declaration.importOptions ?? {});
    const [first, second] = [await convert(), await convert()];
    expect(Buffer.compare(first, second)).toBe(0);
    expect(first.byteLength).toBe(declaration.onnx!.bytes);
    expect(createHash('sha256').update(first).digest('hex')).toBe(declaration.onnx!.sha256);
  });

  test('gives each item of a batch what it gives it alone', async () => {
    const model = models[id]!;
    const session = await InferenceSession.create(await modelPath(id));
    const [input] = session.inputNames;
    const run = (values: Float32Array, batch: number): Promise<InferenceSession.OnnxValueMapType> =>
      session.run({ [input!]: new Tensor('float32', values, [batch, ...model.size, 3]) });
    const items = [1, 2, 3].map((seed) => noise(model, seed));
    const together = await run(Float32Array.from(items.flatMap((item) => Array.from(item))), items.length);
    for (const [index, item] of items.entries()) {
      for (const [name, single] of Object.entries(await run(item, 1))) {
        const whole = together[name]!.data as Float32Array;
        const alone = single.data as Float32Array;
        const part = whole.subarray(index * alone.length, (index + 1) * alone.length);
        expect(largestDifference(part, alone)).toBe(0);
      }
    }
    await session.release();
  });
});

describe('esrgan-slim-x2', () => {
  test.each([
    [16, 24],
    [33, 17],
    [8, 5],
  ])('doubles a picture of %i x %i', async (height, width) => {
    const session = await InferenceSession.create(await modelPath('esrgan-slim-x2'));
    const values = noise({ size: [height, width], least: 0, most: 255 }, 5);
    const { SR } = await session.run({ LR: new Tensor('float32', values, [1, height, width, 3]) });
    await session.release();
    expect(SR!.dims).toEqual([1, height * 2, width * 2, 3]);
    // Doubling keeps the overall brightness of what it doubles.
    expect(Math.abs(mean(SR!.data as Float32Array) - mean(values))).toBeLessThan(40);
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
