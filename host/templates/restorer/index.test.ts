import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, imageDifference, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a restorer', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'restorer', 'my-name'), []);
});

test('leaves a face alone at amount 0 and changes it at 1', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const before = syntheticFrame(64, 64);
  const crop = {
    image: host.kernels.importImage(before),
    frameToCrop: { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 },
  };
  const changeOf = async (amount: number) => {
    const call = host.call('restorer', 'my-name', { amount });
    const image = await host.provider('restorer', 'my-name').restore(crop, call);
    return imageDifference(before, { width: 64, height: 64, data: host.kernels.readImage(image) }).max;
  };
  assert.equal(await changeOf(0), 0);
  assert.ok((await changeOf(1)) > 0);
});
