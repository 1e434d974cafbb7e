import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a detector', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'detector', 'my-name'), []);
});

test('finds one face of the size it is told, a little above the middle', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const frame = host.kernels.importImage(syntheticFrame(300, 200));
  const call = host.call('detector', 'my-name', { size: 0.5 });
  const faces = await host.provider('detector', 'my-name').detect(frame, call);
  assert.deepEqual(faces, [{ box: { x: 100, y: 40, width: 100, height: 100 }, score: 1 }]);
});
