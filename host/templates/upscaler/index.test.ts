import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, imageDifference, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of an upscaler', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'upscaler', 'my-name'), []);
});

test('enlarges with the filter it is told', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const small = host.kernels.importImage(syntheticFrame(20, 30));
  const enlarge = async (filter: string) => {
    const call = host.call('upscaler', 'my-name', { filter });
    const image = await host.provider('upscaler', 'my-name').upscale(small, 50, 75, call);
    return { width: image.width, height: image.height, data: host.kernels.readImage(image) };
  };
  assert.ok(imageDifference(await enlarge('bicubic'), await enlarge('lanczos')).max > 0);
});
