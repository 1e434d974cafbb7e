import { describe, expect, test } from '@jest/globals';
import type { KernelOperations, KernelSetup, Kind, Manifest, Plugin } from '@facet/api';
import { definePlugin, kinds, pluralOf } from '@facet/api';
import {
  checkConformance,
  createTestHost,
  imageDifference,
  syntheticFace,
  syntheticFrame,
  tinyOnnx,
} from '@facet/testing';
import type { TinyGraph } from '@facet/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const one = (kind: Kind): Manifest => ({
  manifest: 1,
  contributes: { [pluralOf(kind)]: [{ id: 'it', title: 'It' }] },
});

const providing = (kind: Kind, provider: unknown): Plugin =>
  definePlugin({
    activate: ({ register }) => (register[kind] as (id: string, p: unknown) => void)('it', provider),
  });

describe('the test host', () => {
  const manifest: Manifest = {
    manifest: 1,
    contributes: {
      maskers: [
        {
          id: 'it',
          title: 'It',
          options: { type: 'object', properties: { a: { type: 'number', default: 1 }, b: { default: [2] } } },
        },
      ],
    },
  };
  const plugin = providing('masker', { mask: () => undefined });

  test('applies the rules of the host to registrations', async () => {
    await expect(createTestHost({ plugin, manifest: one('swapper') })).rejects.toMatchObject({
      code: 'PLUGIN_UNDECLARED',
    });
    const idle = definePlugin({ activate: () => undefined });
    await expect(createTestHost({ plugin: idle, manifest })).rejects.toMatchObject({
      code: 'PLUGIN_NOT_REGISTERED',
    });
    await expect(createTestHost({ plugin })).rejects.toMatchObject({ code: 'PLUGIN_NO_MANIFEST' });
  });

  test('fills in defaults and refuses options that do not exist', async () => {
    const host = await createTestHost({ plugin, manifest });
    expect(host.call('masker', 'it').options).toEqual({ a: 1, b: [2] });
    expect(host.call('masker', 'it', { a: 5 }).options).toEqual({ a: 5, b: [2] });
    expect(() => host.call('masker', 'it', { c: 1 })).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID', message: expect.stringContaining('"c"') }),
    );
  });

  test('records taps, log and warnings, and disposes in reverse', async () => {
    const order: number[] = [];
    const host = await createTestHost({
      manifest: { manifest: 1, hooks: true },
      plugin: definePlugin({
        activate: ({ hooks, log, onDispose }) => {
          hooks.faces.tap(async (faces) => Promise.resolve(faces.slice(1)), { stage: 'late' });
          log.debug('ready');
          onDispose(() => void order.push(1));
          onDispose(() => void order.push(2));
        },
      }),
    });
    expect(host.taps).toMatchObject([{ hook: 'faces', options: { stage: 'late' } }]);
    expect(host.log).toEqual(['ready']);
    const call = host.call('masker', 'none');
    call.warn('careful');
    expect(call.warnings).toEqual(['careful']);
    await host.dispose();
    expect(order).toEqual([2, 1]);
  });

  test('runs functions in place of models, and says which model was not given', async () => {
    const seen: number[] = [];
    const host = await createTestHost({
      manifest: one('checker'),
      plugin: definePlugin({
        activate: ({ register, models, kernels }) =>
          register.checker('it', {
            check: async () => {
              const tensor = kernels.createTensor([2]);
              const { out } = await models.run('net', { in: tensor });
              if (!(await models.has('other'))) seen.push(...out!.data);
              return { score: out!.data[0]! };
            },
          }),
      }),
      models: { net: { run: ({ in: x }) => ({ out: { dims: x!.dims, data: Float32Array.of(0.25, 0.5) } }) } },
    });
    expect(await checkConformance(host, 'checker', 'it')).toEqual([]);
    expect(seen).toEqual([0.25, 0.5]);
    const bare = await createTestHost({
      manifest: one('checker'),
      plugin: definePlugin({
        activate: ({ register, models }) =>
          register.checker('it', {
            check: async () => ({ score: (await models.run('net', {})).out!.data[0]! }),
          }),
      }),
    });
    await expect(checkConformance(bare, 'checker', 'it')).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});

describe('the conformance check', () => {
  const alignment = { width: 32, height: 32, frameToCrop: { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 } };
  const face = syntheticFace();
  const { five } = face.landmarks;
  const small = { width: 3, height: 3 };
  const breaches: Readonly<Record<Kind, readonly [unknown, string]>> = {
    detector: [{ detect: () => [{ box: face.box, score: 2 }] }, 'scores from 0 to 1, not 2'],
    landmarker: [
      { locate: () => ({ landmarks: { five, mesh468: new Float32Array(9) } }) },
      '1404 finite values as mesh468, not 9',
    ],
    recognizer: [
      { model: 'm', embed: () => ({ model: 'n', vector: Float32Array.of(1) }), similarity: () => 1 },
      'its model "m", not "n"',
    ],
    classifier: [{ classify: () => ({ age: -3 }) }, 'age in years, not -3'],
    swapper: [
      { prepare: () => ({ fn: () => 1 }), align: () => alignment, swap: () => ({ image: small }) },
      'plain data',
    ],
    masker: [{ mask: () => small }, "mask of the crop's size, not 3 x 3"],
    restorer: [{ align: () => alignment, restore: () => small }, "picture of the crop's size"],
    upscaler: [{ factor: 2, upscale: () => small }, 'exactly 74 x 48, not 3 x 3'],
    inpainter: [{ inpaint: () => small }, 'size it was given'],
    checker: [{ check: () => ({ score: Number.NaN }) }, 'score from 0 to 1, not NaN'],
    finisher: [{ finish: () => ({ width: 0, height: 0 }) }, 'must give a picture'],
    importer: [{ import: () => new Uint8Array() }, 'bytes of a model'],
    command: [{ run: () => 0.5 }, 'exit code, not 0.5'],
    kernels: [{ open: () => ({}) }, 'every operation; warpAffine() is missing'],
  };
  const samples = {
    importer: { main: 'a', files: new Map([['a', Uint8Array.of(1)]]) },
    command: { args: [] },
  };

  test.each(kinds)('names the breach of a %s', async (kind) => {
    const [provider, sentence] = breaches[kind];
    const host = await createTestHost({ plugin: providing(kind, provider), manifest: one(kind) });
    const problems = await checkConformance(host, kind, 'it', samples);
    expect(problems.join('\n')).toContain(sentence);
    expect(problems[0]).toMatch(new RegExp(`^(A ${kind}|Kernels) must .*\\.$`));
  });

  test('compares kernels with the reference, operation by operation', async () => {
    const withSharpen = (sharpen: (base: KernelOperations) => KernelOperations['sharpen']): Plugin =>
      providing('kernels', { open: ({ wasm }: KernelSetup) => ({ ...wasm, sharpen: sharpen(wasm) }) });
    const problemsOf = async (plugin: Plugin) =>
      checkConformance(await createTestHost({ plugin, manifest: one('kernels') }), 'kernels', 'it');
    expect(
      await problemsOf(
        withSharpen(
          (base) =>
            (...args) =>
              base.sharpen(...args),
        ),
      ),
    ).toEqual([]);
    expect(await problemsOf(withSharpen(() => () => undefined))).toEqual([
      expect.stringMatching(
        /^Kernels must agree with the reference within 1; sharpen differs by \d+\.\d\d at \d+ of 10988 values\.$/,
      ),
    ]);
    const late = (() => Promise.resolve()) as unknown as KernelOperations['sharpen'];
    expect(await problemsOf(withSharpen(() => late))).toContain(
      'Kernels must be done when an operation returns; sharpen() returns a promise.',
    );
  });

  test('notices a provider that changes what it is given', async () => {
    const plugin = definePlugin({
      activate: ({ register, kernels }) =>
        register.masker('it', {
          mask: ({ crop }) => {
            kernels.sharpen(crop.image, 2, 1);
            return Promise.resolve(kernels.createMask(crop.image.width, crop.image.height));
          },
        }),
    });
    const host = await createTestHost({ plugin, manifest: one('masker') });
    expect(await checkConformance(host, 'masker', 'it')).toEqual([
      'A masker must leave the pictures it is given as they are.',
    ]);
  });

  test('has nothing to say of a finisher that only draws', async () => {
    const plugin = providing('finisher', { finish: (frame: unknown) => Promise.resolve(frame) });
    const host = await createTestHost({ plugin, manifest: one('finisher') });
    expect(await checkConformance(host, 'finisher', 'it')).toEqual([]);
  });
});

describe('a tiny ONNX model', () => {
  const port = (name: string, ...dims: (number | string)[]) => ({ name, dims });
  const graphs: readonly [string, TinyGraph, number[], number[]][] = [
    [
      'copies',
      {
        inputs: [port('x', 'n')],
        outputs: [port('y', 'n')],
        nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
      },
      [3],
      [0, 1, 2],
    ],
    [
      'adds a constant',
      {
        inputs: [port('x', 1, 3)],
        outputs: [port('y', 1, 3)],
        constants: [{ name: 'c', dims: [1, 3], data: [10, 20, -0.5] }],
        nodes: [{ op: 'Add', inputs: ['x', 'c'], outputs: ['y'] }],
      },
      [1, 3],
      [10, 21, 1.5],
    ],
    [
      'convolves, with attributes of every type',
      {
        inputs: [port('x', 1, 1, 2, 3)],
        outputs: [port('y', 1, 1, 2, 3)],
        constants: [{ name: 'w', dims: [1, 1, 1, 1], data: [2] }],
        nodes: [
          {
            op: 'Conv',
            inputs: ['x', 'w'],
            outputs: ['h'],
            attributes: { kernel_shape: [1, 1], group: 1, auto_pad: 'VALID' },
          },
          { op: 'LeakyRelu', inputs: ['h'], outputs: ['y'], attributes: { alpha: { float: 0.25 } } },
        ],
      },
      [1, 1, 2, 3],
      [0, 2, 4, 6, 8, 10],
    ],
  ];

  test.each(graphs)('%s in the runtime that Facet uses', async (_what, graph, dims, expected) => {
    const session = await InferenceSession.create(tinyOnnx(graph));
    const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => i);
    const { y } = await session.run({ x: new Tensor('float32', values, dims) });
    expect([...(y!.data as Float32Array)]).toEqual(expected);
    expect(y!.dims).toEqual(dims);
  });
});

describe('synthetic data', () => {
  test('is the same each time and differs by seed', () => {
    expect(imageDifference(syntheticFrame(40, 30), syntheticFrame(40, 30))).toEqual({
      max: 0,
      psnr: Infinity,
    });
    expect(imageDifference(syntheticFrame(40, 30), syntheticFrame(40, 30, 2)).psnr).toBeLessThan(30);
  });

  test('is compared by largest difference and PSNR', () => {
    const grey = (level: number) => ({ width: 2, height: 2, data: new Uint8Array(16).fill(level) });
    const { max, psnr } = imageDifference(grey(100), grey(110));
    expect(max).toBe(10);
    expect(psnr).toBeCloseTo(20 * Math.log10(25.5), 9);
    expect(() => imageDifference(grey(1), syntheticFrame(2, 3))).toThrow('2 x 2 and 2 x 3');
  });

  test('has faces whose landmarks lie where they are asked to, turned clockwise', () => {
    const [left, right, nose] = syntheticFace({ eyes: { x: 50, y: 40 }, eyeDistance: 20, rollDeg: 90 })
      .landmarks.five;
    for (const [found, x, y] of [
      [left, 50, 30],
      [right, 50, 50],
      [nose, 38, 40],
    ] as const) {
      expect(found.x).toBeCloseTo(x, 6);
      expect(found.y).toBeCloseTo(y, 6);
    }
  });
});
