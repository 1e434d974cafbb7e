import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('agrees with the reference in every operation', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'kernels', 'my-name'), []);
});
