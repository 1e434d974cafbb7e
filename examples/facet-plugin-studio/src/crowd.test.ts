import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkConformance, createTestHost, syntheticFrame } from '@facet/testing';
import type { FakeModel } from '@facet/testing';
import plugin from './index.js';
import { layOutTiles } from './tiles.js';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

/** A BlazeFace that sees a face of 64 pixels, with the given logit, around the middle of its input. */
function blazeface(logit: number): FakeModel {
  const logits = new Float32Array(512).fill(-100);
  const rows = new Float32Array(512 * 16);
  const anchor = 2 * (8 * 16 + 8);
  logits[anchor] = logit;
  rows.set([0, 0, 64, 64], anchor * 16);
  return {
    inputs: [{ name: 'input', type: 'float32', dims: [1, 256, 256, 3] }],
    run: () => ({
      Identity: { dims: [1, 512, 1], data: logits },
      Identity_1: { dims: [1, 384, 1], data: new Float32Array(384).fill(-100) },
      Identity_2: { dims: [1, 512, 16], data: rows },
      Identity_3: { dims: [1, 384, 16], data: new Float32Array(384 * 16) },
    }),
  };
}

async function detect(logit: number, options: Readonly<Record<string, number>>) {
  const host = await createTestHost({ plugin, packageDir, models: { 'blazeface-back': blazeface(logit) } });
  const frame = host.kernels.importImage(syntheticFrame(512, 512));
  return host.provider('detector', 'crowd').detect(frame, host.call('detector', 'crowd', options));
}

test('keeps the contract of a detector', async () => {
  const host = await createTestHost({ plugin, packageDir, models: { 'blazeface-back': blazeface(3) } });
  assert.deepEqual(await checkConformance(host, 'detector', 'crowd'), []);
});

test('places what the model sees into the frame', async () => {
  const [face, ...others] = await detect(3, { tile: 512 });
  assert.deepEqual(others, []);
  // Anchor (8, 8) of 16 pixel cells is at 136 - 0.5 of 256, its box from 103.5; the frame is twice as large.
  assert.deepEqual(face?.box, { x: 207, y: 207, width: 128, height: 128 });
});

test('looks into tiles down to the size it is told', async () => {
  assert.equal((await detect(3, { tile: 256, overlap: 0.9 })).length, 9);
});

test('leaves out what is less sure than the threshold', async () => {
  assert.equal((await detect(0, { tile: 512, threshold: 0.4 })).length, 1);
  assert.equal((await detect(0, { tile: 512, threshold: 0.6 })).length, 0);
});

test('covers every pixel at every level', () => {
  const tiles = layOutTiles(900, 500, 200).filter(({ side }) => side === 225);
  for (const [x, y] of [
    [0, 0],
    [899, 499],
    [450, 250],
    [300, 499],
  ] as const) {
    assert.ok(tiles.some((tile) => tile.x <= x && x < tile.x + 225 && tile.y <= y && y < tile.y + 225));
  }
});
