import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { importers } from '../support/importers.ts';
import { expectAgreement, type GoldenOutput } from './agreement.ts';
import { operations } from './operations.mjs';
import { filesOf, wave } from './synthetic.mjs';

const text = readFileSync(new URL('./goldens/operations.json', import.meta.url), 'utf8');
const goldens = JSON.parse(text) as Record<string, GoldenOutput>;

describe('each operation gives what TensorFlow.js gives, within 1e-5 of the largest value or of 1', () => {
  test('the goldens are those of the table', () => {
    expect(Object.keys(goldens)).toEqual(Object.keys(operations));
  });

  test.each(Object.entries(operations))('%s', async (name, { input, runs, model }) => {
    const onnx = await importers.get(`tfjs-${runs}`)!.import('model.json', filesOf(model), {});
    const session = await InferenceSession.create(onnx);
    const { y } = await session.run({ x: new Tensor('float32', wave(input).data, input) });
    await session.release();
    const golden = goldens[name]!;
    expectAgreement(
      { dims: y!.dims, data: y!.data as Float32Array },
      golden,
      1e-5,
      Math.max(golden.maxAbs, 1),
    );
  });
});
