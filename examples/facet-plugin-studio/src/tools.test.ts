import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Images } from '@facet/api';
import { checkConformance, createTestHost, syntheticFrame } from '@facet/testing';
import plugin from './index.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

async function label(options: Readonly<Record<string, number>>, side = 200): Promise<number> {
  const host = await createTestHost({ plugin, packageDir });
  const frame = host.kernels.importImage(syntheticFrame(side, side));
  const before = host.kernels.readImage(frame);
  await host.provider('finisher', 'label').finish(frame, host.call('finisher', 'label', options));
  return host.kernels.readImage(frame).filter((value, at) => value !== before[at]).length;
}

test('the label keeps the contract of a finisher', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'finisher', 'label'), []);
});

test('the label grows with its size, shows at its opacity, and stays away from pictures it does not fit', async () => {
  assert.ok((await label({ size: 0.1 })) > (await label({ size: 0.04 })));
  assert.equal(await label({ opacity: 0 }), 0);
  assert.equal(await label({}, 16), 0);
});

/** Pictures are files of one byte: a grey of that level. */
const images: Images = {
  decode: ([level = 0]) =>
    Promise.resolve({ width: 1, height: 1, data: Uint8Array.of(level, level, level, 255) }),
  encodePng: () => Promise.reject(new Error('not used')),
};

test('compare says how far two pictures lie apart, and fails below a limit', async () => {
  const host = await createTestHost({ plugin, packageDir, images });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'studio-'));
  const [dark, light] = [10, 20].map((level) => {
    const file = path.join(folder, `${level}`);
    writeFileSync(file, Uint8Array.of(level));
    return file;
  }) as [string, string];
  const lines: string[] = [];
  const io = { print: (line: string) => void lines.push(line), signal: new AbortController().signal };
  const compare = host.provider('command', 'compare');
  assert.equal(await compare.run([dark, light], io), 0);
  assert.match(lines[0] ?? '', /^largest difference 10 of 255, PSNR 29\.4 dB$/);
  assert.equal(await compare.run([dark, light, '40'], io), 1);
  assert.equal(await compare.run([dark], io), 2);
  assert.deepEqual(
    await checkConformance(host, 'command', 'compare', { command: { args: [dark, dark] } }),
    [],
  );
});

test('timed kernels compute what the host computes, and say how long it took', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'kernels', 'timed'), []);
  await host.dispose();
  assert.ok(
    host.log.some((line) => /^paste: 3 calls, \d+\.\d ms$/.test(line)),
    host.log.join('\n'),
  );
});
