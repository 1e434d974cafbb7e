import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a checker', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'checker', 'my-name'), []);
});

test('refuses what is darker than it is told', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const data = new Uint8ClampedArray(4 * 8 * 8).fill(40);
  const frame = host.kernels.importImage({ width: 8, height: 8, data });
  const scoreAt = async (level: number) => {
    const call = host.call('checker', 'my-name', { level });
    return (await host.provider('checker', 'my-name').check(frame, call)).score;
  };
  assert.equal(await scoreAt(39), 0);
  assert.equal(await scoreAt(41), 1);
});
