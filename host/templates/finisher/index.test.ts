import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, imageDifference, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a finisher', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'finisher', 'my-name'), []);
});

test('adds as much grain as it is told', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const before = syntheticFrame(64, 64);
  const changeOf = async (strength: number) => {
    const call = host.call('finisher', 'my-name', { strength });
    const frame = host.kernels.importImage(before);
    const image = await host.provider('finisher', 'my-name').finish(frame, call);
    return imageDifference(before, { width: 64, height: 64, data: host.kernels.readImage(image) }).max;
  };
  assert.equal(await changeOf(0), 0);
  assert.ok((await changeOf(0.8)) > (await changeOf(0.2)));
});
