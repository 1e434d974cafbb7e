import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a landmarker', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'landmarker', 'my-name'), []);
});

test('puts the nose near the middle of the box', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const frame = host.kernels.importImage(syntheticFrame(256, 256));
  const detection = { box: { x: 50, y: 50, width: 100, height: 100 }, score: 0.9 };
  const call = host.call('landmarker', 'my-name', { scale: 0.8 });
  const found = await host.provider('landmarker', 'my-name').locate(frame, detection, call);
  const nose = found?.landmarks.five[2];
  assert.ok(nose && Math.abs(nose.x - 100) < 1 && Math.abs(nose.y - 111.2) < 1);
});
