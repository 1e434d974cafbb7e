import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFace, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a classifier', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'classifier', 'my-name'), []);
});

test('says what it is told', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const frame = host.kernels.importImage(syntheticFrame(256, 256));
  const call = host.call('classifier', 'my-name', { age: 50, gender: 'male' });
  const found = await host.provider('classifier', 'my-name').classify(frame, syntheticFace(), call);
  assert.deepEqual(found, { age: 50, gender: 'male' });
});
