import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTestHost, syntheticFace } from '@facet/testing';
import plugin, { withoutSmall } from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('taps the hook that passes the faces of a frame', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(
    host.taps.map(({ hook, options }) => [hook, options.stage]),
    [['faces', 'early']],
  );
});

test('keeps large faces and drops small ones', () => {
  const large = syntheticFace({ id: 0, eyeDistance: 60 });
  const small = syntheticFace({ id: 1, eyeDistance: 10 });
  assert.deepEqual(withoutSmall([large, small]), [large]);
});
