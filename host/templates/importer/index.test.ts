import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { checkConformance, createTestHost } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

const model = Uint8Array.of(8, 9, 18, 0);
const files = new Map([['model.onnx.gz', new Uint8Array(gzipSync(model))]]);

test('keeps the contract of an importer', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const importer = { main: 'model.onnx.gz', files };
  assert.deepEqual(await checkConformance(host, 'importer', 'my-name', { importer }), []);
});

test('gives the bytes that were packed', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const bytes = await host.provider('importer', 'my-name').import('model.onnx.gz', files, {});
  assert.deepEqual([...bytes], [...model]);
});
