import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of an inpainter', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'inpainter', 'my-name'), []);
});

test('changes the masked part alone', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const { kernels } = host;
  const image = kernels.importImage(syntheticFrame(64, 64));
  const mask = kernels.createMask(64, 64);
  kernels.drawBox(mask, { x: 16, y: 16, width: 32, height: 32 }, 255);
  const prompts = { prompt: 'Portrait of a woman', negativePrompt: '' };
  const diffusion = { denoise: 1, steps: 1, sampler: 'Euler', model: 'Current', seed: 1 };
  const input = { image, mask, ...prompts, ...diffusion };
  const call = host.call('inpainter', 'my-name', { softness: 8 });
  const result = kernels.readImage(await host.provider('inpainter', 'my-name').inpaint(input, call));
  const before = kernels.readImage(image);
  const at = (x: number, y: number): number => 4 * (64 * y + x);
  assert.equal(result[at(4, 4)], before[at(4, 4)]);
  assert.ok(result.some((value, index) => value !== before[index]));
});
