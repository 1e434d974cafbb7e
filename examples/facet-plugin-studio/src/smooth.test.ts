import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFace } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const side = 64;

/** Dark on the left, light on the right, with noise of up to 8 levels everywhere. */
function noisyEdge(): Uint8ClampedArray {
  const data = new Uint8ClampedArray(4 * side * side).fill(255);
  let state = 1;
  for (let i = 0; i < side * side; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const level = (i % side < side / 2 ? 60 : 190) + (state >>> 28) - 8;
    data.fill(level, 4 * i, 4 * i + 3);
  }
  return data;
}

async function smooth(options: Readonly<Record<string, number>>): Promise<Uint8ClampedArray> {
  const host = await createTestHost({ plugin, packageDir });
  const image = host.kernels.importImage({ width: side, height: side, data: noisyEdge() });
  const crop = { image, frameToCrop: { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 } };
  const call = host.call('restorer', 'smooth', options);
  return host.kernels.readImage(await host.provider('restorer', 'smooth').restore(crop, call));
}

/** Mean and deviation of the red channel over columns `from` to `to`. */
function measure(data: Uint8ClampedArray, from: number, to: number) {
  const values = Array.from({ length: side * side }, (_, i) => i)
    .filter((i) => i % side >= from && i % side < to)
    .map((i) => data[4 * i] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

test('keeps the contract of a restorer', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'restorer', 'smooth'), []);
});

test('takes the noise off and keeps the edge', async () => {
  const before = measure(noisyEdge(), 0, 24).deviation;
  const after = await smooth({ noise: 16, detail: 0 });
  assert.ok(measure(after, 0, 24).deviation < before / 3);
  const edge = measure(after, side / 2, side / 2 + 1).mean - measure(after, side / 2 - 1, side / 2).mean;
  assert.ok(edge > 110, `the edge of 130 levels has ${edge} left`);
});

test('gives detail back, and leaves the picture alone at detail 1', async () => {
  assert.deepEqual(await smooth({ noise: 16, detail: 1 }), noisyEdge());
});

test('smooths more with a larger radius and a higher noise level', async () => {
  const deviation = async (options: Readonly<Record<string, number>>) =>
    measure(await smooth({ detail: 0, ...options }), 0, 20).deviation;
  assert.ok((await deviation({ radius: 6 })) < (await deviation({ radius: 1 })));
  assert.ok((await deviation({ noise: 30 })) < (await deviation({ noise: 2 })));
});

test('asks for a crop of the size it is told', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const call = host.call('restorer', 'smooth', { size: 128 });
  assert.equal(host.provider('restorer', 'smooth').align(syntheticFace(), call).width, 128);
});
