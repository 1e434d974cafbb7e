import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFace, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a masker', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'masker', 'my-name'), []);
});

test('takes the middle and leaves the corners', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const image = host.kernels.importImage(syntheticFrame(100, 100));
  const crop = { image, frameToCrop: { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 } };
  const call = host.call('masker', 'my-name', { size: 0.5, softness: 0 });
  const masker = host.provider('masker', 'my-name');
  const mask = host.kernels.readMask(
    await masker.mask({ crop, swapped: image, face: syntheticFace() }, call),
  );
  assert.equal(mask[50 * 100 + 50], 255);
  assert.equal(mask[50 * 100 + 20], 0);
});
