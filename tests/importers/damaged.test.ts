import { describe, expect, test } from '@jest/globals';
import { isFacetError } from '@facet/api';
import fc from 'fast-check';
import { importers } from '../support/importers.ts';
import { operations } from './operations.mjs';
import { filesOf } from './synthetic.mjs';

/** One leaf of a JSON value replaced by something else. */
interface Damage {
  readonly leaf: number;
  readonly value: unknown;
}

const damages = fc.record({
  leaf: fc.nat(10_000),
  value: fc.constantFrom<unknown>(
    null,
    -1,
    0,
    1e9,
    '',
    '-1',
    '999999999',
    'x',
    '^',
    ':',
    [],
    {},
    true,
    [[]],
    { list: {} },
  ),
});

function damaged(json: unknown, { leaf, value }: Damage): unknown {
  let leaves = 0;
  JSON.stringify(json, (_, inner: unknown) => {
    leaves += 1;
    return inner;
  });
  let index = -1;
  const text = JSON.stringify(json, (_, inner: unknown) => {
    index += 1;
    return index === leaf % leaves ? value : inner;
  });
  return JSON.parse(text);
}

describe('whatever a model file says, the answer is an ONNX file or one sentence', () => {
  test.each(Object.entries(operations))('%s', async (_, { runs, model }) => {
    const importer = importers.get(`tfjs-${runs}`)!;
    await fc.assert(
      fc.asyncProperty(damages, async (damage) => {
        const files = filesOf({ ...model, json: damaged(model.json, damage) as Record<string, unknown> });
        try {
          expect((await importer.import('model.json', files, {})).length).toBeGreaterThan(0);
        } catch (error) {
          if (!isFacetError(error)) throw error;
          expect(error.code).toMatch(/^IMPORT_/);
          expect(error.message).toContain('model.json');
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
