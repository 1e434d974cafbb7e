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

test('sharp keeps the contract of a checker', async () => {
  const host = await createTestHost({ plugin, packageDir });
  assert.deepEqual(await checkConformance(host, 'checker', 'sharp'), []);
});

test('sharp refuses what is flat, blurred or too small', async () => {
  const host = await createTestHost({ plugin, packageDir });
  const { kernels } = host;
  const side = 128;
  /** Stripes of that many pixels: the wider, the fewer edges. */
  const score = async (width: number, options: Readonly<Record<string, number>> = {}) => {
    const data = new Uint8ClampedArray(4 * side * side).fill(255);
    for (let at = 0; at < side * side; at++) {
      const level = 128 + 100 * Math.sin((Math.PI * (at % side)) / width);
      data.fill(level, 4 * at, 4 * at + 3);
    }
    const frame = kernels.importImage({ width: side, height: side, data });
    const call = host.call('checker', 'sharp', options);
    return (await host.provider('checker', 'sharp').check(frame, call)).score;
  };
  assert.ok((await score(2)) < 0.01);
  assert.ok((await score(32)) > 0.5);
  assert.ok((await score(32, { least: 0 })) < 0.5);
  assert.equal(await score(2, { pixels: side }), await score(2));
  assert.equal(await score(2, { pixels: side + 1 }), 1);
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
    host.log.some((line) => /^paste: [1-9]\d* calls, \d+\.\d ms$/.test(line)),
    host.log.join('\n'),
  );
});
