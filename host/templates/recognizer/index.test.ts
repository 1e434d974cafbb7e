import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFace, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

test('keeps the contract of a recognizer', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'recognizer', 'my-name'), []);
});

test('finds a picture like itself and unlike another', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const recognizer = host.provider('recognizer', 'my-name');
  const embed = async (seed: number) => {
    const frame = host.kernels.importImage(syntheticFrame(256, 256, seed));
    return recognizer.embed(frame, syntheticFace(), host.call('recognizer', 'my-name', { grid: 4 }));
  };
  const [one, same, other] = [await embed(1), await embed(1), await embed(2)];
  assert.equal(one.vector.length, 48);
  assert.ok(recognizer.similarity(one.vector, same.vector) > 0.999);
  assert.ok(recognizer.similarity(one.vector, other.vector) < 0.999);
});
