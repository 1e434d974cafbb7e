import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { TensorData } from '@facet/api';
import ownModels from '@facet/plugin-own-models';
import { createTestHost, tinyOnnx } from '@facet/testing';
import { resolveNames } from '../../host/dist/server/v1/settings.js';
import {
  colorAt,
  colorsOf,
  colorWorld,
  drawFaces,
  green,
  pixel,
  red,
  runColors,
} from '../support/color-faces.ts';

/** Scores by colour: channel 1 for red, 2 for green, 13 for blue, 0 for everything gray. */
function parser(channels = 19): Uint8Array {
  const weights = new Float32Array(channels * 3);
  const bias = new Float32Array(channels).fill(-9);
  bias[0] = 0.3;
  for (const [channel, color] of [
    [1, 0],
    [2, 1],
    [13, 2],
  ] as const) {
    if (channel >= channels) continue;
    weights[channel * 3 + color] = 1;
    bias[channel] = 0;
  }
  return tinyOnnx({
    inputs: [{ name: 'face', dims: [1, 3, 512, 512] }],
    outputs: [{ name: 'scores', dims: [1, channels, 512, 512] }],
    nodes: [{ op: 'Conv', inputs: ['face', 'w', 'b'], outputs: ['scores'] }],
    constants: [
      { name: 'w', dims: [channels, 3, 1, 1], data: weights },
      { name: 'b', dims: [channels], data: bias },
    ],
  });
}

const picture = { name: 'x', dims: [1, 3, 512, 512] };
const output = { name: 'y', dims: [1, 3, 512, 512] };
/** What is left of a face is its share `w`: at 0 it is gray. */
const weighted = tinyOnnx({
  inputs: [picture, { name: 'w', dims: [1] }],
  outputs: [output],
  nodes: [{ op: 'Mul', inputs: ['x', 'w'], outputs: ['y'] }],
});
const negative = tinyOnnx({
  inputs: [picture],
  outputs: [output],
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
});

async function world(): Promise<Awaited<ReturnType<typeof colorWorld>>> {
  const made = await colorWorld();
  mkdirSync(made.at('models'));
  const files = {
    'parse.onnx': parser(),
    'narrow.onnx': parser(5),
    'weighted.onnx': weighted,
    'negative.onnx': negative,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(made.at(`models/${name}`), bytes);
  return made;
}

describe('face parsing', () => {
  test.each([
    [`classes: ['skin'], of: 'target'`, ['blue', 'green', 'blue']],
    [`classes: ['nose'], of: 'target'`, ['red', 'blue', 'blue']],
    [`classes: ['skin', 'nose'], of: 'target'`, ['blue', 'blue', 'blue']],
    [`of: 'target'`, ['blue', 'blue', 'blue']],
    [`classes: ['hair'], of: 'target'`, ['red', 'green', 'blue']],
    [`classes: ['hair'], of: 'swapped'`, ['blue', 'blue', 'blue']],
    [`classes: ['hair']`, ['blue', 'blue', 'blue']],
    [`classes: ['l-brow'], of: 'target'`, ['red', 'green', 'blue']],
    [`classes: ['l-brow'], of: 'target', network: 'bisenet'`, ['red', 'blue', 'blue']],
  ])('with %s', async (options, colors) => {
    const { folder, at } = await world();
    const masks = `masks: [{ use: 'face-parsing', model: 'file:models/parse.onnx', ${options} }]`;
    await runColors(folder, `units: [{ source: 'blue.png', ${masks} }]`);
    expect(await colorsOf(at('out.png'))).toEqual(colors);
  });

  test.each([
    [0, 'green'],
    [64, 'blue'],
  ])('grows its parts by a window of %d', async (grow, color) => {
    const { folder, at } = await world();
    await drawFaces(
      at('mixed.png'),
      [
        { x: 40, y: 30, color: green },
        { x: 16, y: 30, color: red },
      ],
      128,
      108,
    );
    const masks = `masks: [{ use: 'face-parsing', model: 'file:models/parse.onnx', classes: ['skin'], of: 'target', grow: ${grow} }]`;
    await runColors(folder, `units: [{ source: 'blue.png', ${masks} }], targets: 'mixed.png'`);
    expect(await colorAt(at('out.png'), [66, 54])).toBe(color);
    expect(await colorAt(at('out.png'), [50, 54])).toBe('blue');
    expect(await colorAt(at('out.png'), [80, 54])).toBe('green');
  });
});

describe('a face restorer', () => {
  test.each([
    ['weighted', 'weight: 1', [30, 40, 220]],
    ['weighted', 'weight: 0', [128, 128, 128]],
    ['weighted', '', [30, 40, 220]],
    ['negative', '', [225, 215, 35]],
    ['negative', 'visibility: 0.5', [128, 128, 128]],
  ])('of the model %s with %j', async (model, options, color) => {
    const { folder, at } = await world();
    const restorer = `restorer: { use: 'face-restorer', model: 'file:models/${model}.onnx', ${options} }`;
    await runColors(folder, `units: [{ source: 'blue.png', faces: { index: [0] }, ${restorer} }]`);
    const found = await pixel(at('out.png'), [44, 64]);
    for (const [channel, level] of color.entries()) expect(Math.abs(found[channel]! - level)).toBeLessThan(4);
  });

  test('gives the weight as the type the model asks for', async () => {
    let weight: TensorData | undefined;
    const model = {
      inputs: [picture, { name: 'weight', dims: [1], type: 'float64' }].map((port) => ({
        type: 'float32',
        ...port,
      })),
      run: (feeds: Readonly<Record<string, TensorData>>) => {
        weight = feeds.weight;
        return { y: { dims: [1, 3, 512, 512], data: new Float32Array(3 * 512 * 512) } };
      },
    };
    const packageDir = fileURLToPath(new URL('../../plugins/own-models/', import.meta.url));
    const host = await createTestHost({
      plugin: ownModels,
      packageDir,
      models: { 'file:codeformer.onnx': model },
    });
    const call = host.call('restorer', 'face-restorer', { model: 'file:codeformer.onnx', weight: 0.25 });
    const image = host.kernels.createImage(512, 512);
    const frameToCrop = { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 };
    await host.provider('restorer', 'face-restorer').restore({ image, frameToCrop }, call);
    expect(weight).toEqual({ dims: [1], data: Float64Array.of(0.25) });
  });
});

describe('a model of the user', () => {
  const masked = (model: string): string =>
    `units: [{ source: 'blue.png', masks: [{ use: 'face-parsing', classes: ['skin'], of: 'target', model: '${model}' }] }]`;

  test('is found from unitDefaults, and the report has its hash', async () => {
    const { folder, at } = await world();
    const hash = createHash('sha256').update(parser()).digest('hex');
    const masks = `masks: [{ use: 'face-parsing', classes: ['nose'], of: 'target', model: 'file:./models/parse.onnx#sha256=${hash}' }]`;
    const report = await runColors(
      folder,
      `unitDefaults: { swapper: 'paint', ${masks} }, units: [{ source: 'blue.png' }]`,
    );
    expect(await colorsOf(at('out.png'))).toEqual(['red', 'blue', 'blue']);
    expect(JSON.stringify(report.models)).toContain(hash);
  });

  test.each([
    ['is not named', '', 'OWN_MODEL_NONE'],
    ['is not there', 'file:models/none.onnx', 'MODEL_FILE_MISSING'],
    ['has another hash', `file:models/parse.onnx#sha256=${'0'.repeat(64)}`, 'MODEL_MISMATCH'],
    ['gives something else', 'file:models/narrow.onnx', 'OWN_MODEL_UNFIT'],
    ['takes something else', 'file:models/weighted.onnx', 'OWN_MODEL_UNFIT'],
    ['is no model', 'file:red.png', 'MODEL_RUN'],
  ])('that %s fails with a sentence', async (_, model, code) => {
    const { folder } = await world();
    const report = await runColors(folder, masked(model));
    expect(report.targets[0]).toMatchObject({ outcome: 'failed', error: { code } });
  });

  test('cannot be named by a request to the server', async () => {
    const settings = {
      targets: ['a'],
      units: [{ masks: [{ use: 'face-parsing', model: 'file:/etc/passwd' }] }],
    };
    const files = new Map([['a', path.resolve('a.png')]]);
    const resolved = resolveNames(
      settings as unknown as Parameters<typeof resolveNames>[0],
      files,
      '/nowhere',
    );
    await expect(resolved).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
