import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFace, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a swapper', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'swapper', 'my-name'), []);
});

test('prepares a crop of the size it is told', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const image = host.kernels.importImage(syntheticFrame(256, 256));
  const call = host.call('swapper', 'my-name', { size: 64 });
  const swapper = host.provider('swapper', 'my-name');
  assert.equal(swapper.align(syntheticFace(), call).width, 64);
  assert.ok(await swapper.prepare([{ image, face: syntheticFace() }], call));
});
