import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { declaredModels, modelPath } from '../support/models.ts';
import { expectAgreement, type GoldenOutput } from './agreement.ts';
import { cases, cropped, noise } from './goldens/inputs.mjs';
import { models } from './goldens/models.mjs';

/** Of the output's largest magnitude, or of 1 where the output is a probability. */
const tolerance = 1e-4;

interface Golden {
  readonly cases: Readonly<Record<'noise' | 'astronaut', Readonly<Record<string, GoldenOutput>>>>;
}

const chosen = [...declaredModels.values()]
  .map(({ declaration }) => declaration)
  // An optional model may come from a large package: it is compared when FACET_TEST_OPTIONAL_MODELS is 1.
  .filter(({ optional }) => optional !== true || process.env.FACET_TEST_OPTIONAL_MODELS === '1')
  .map(({ id }) => id);

let picture: { readonly data: Uint8Array; readonly width: number };

beforeAll(async () => {
  const file = fileURLToPath(new URL('../fixtures/astronaut.png', import.meta.url));
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  picture = { data, width: info.width };
});

test('every model that a bundled plugin declares has a golden', () => {
  expect(Object.keys(models).sort()).toEqual([...declaredModels.keys()].sort());
});

describe('a converted model answers as the original does', () => {
  test.each(chosen)('%s', async (id) => {
    const model = models[id]!;
    const golden = JSON.parse(
      readFileSync(new URL(`./goldens/${id}.json`, import.meta.url), 'utf8'),
    ) as Golden;
    const inputs = {
      noise: noise(model, cases.noise.seed),
      astronaut: cropped(model, picture, cases.astronaut),
    };
    const session = await InferenceSession.create(await modelPath(id));
    const [input] = session.inputNames;
    for (const name of ['noise', 'astronaut'] as const) {
      const outputs = await session.run({
        [input!]: new Tensor('float32', inputs[name], [1, ...model.size, 3]),
      });
      const expected = golden.cases[name];
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
      for (const [output, values] of Object.entries(expected)) {
        const { dims, data } = outputs[output]!;
        const scale = model.probabilities?.includes(output) ? 1 : values.maxAbs;
        expectAgreement({ dims, data: data as Float32Array }, values, tolerance, scale);
      }
    }
    await session.release();
  });
});
