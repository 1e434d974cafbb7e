import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

const images = {
  decode: async (bytes: Uint8Array) => ({
    width: bytes.length,
    height: 1,
    data: new Uint8Array(4 * bytes.length),
  }),
  encodePng: async () => new Uint8Array(),
};

test('keeps the contract of a command', async () => {
  const host = await createTestHost({ plugin, packageDir, images });
  assert.deepEqual(await checkConformance(host, 'command', 'my-name', { command: { args: [] } }), []);
});

test('prints a line for each picture', async () => {
  const host = await createTestHost({ plugin, packageDir, images });
  const lines: string[] = [];
  const io = { print: (line: string) => void lines.push(line), signal: new AbortController().signal };
  const code = await host.provider('command', 'my-name').run([fileURLToPath(import.meta.url)], io);
  assert.equal(code, 0);
  assert.match(lines.join(), /: \d+ x 1$/);
});
