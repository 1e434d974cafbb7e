import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { runJob } from '../../host/dist/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';

/** Providers of every kind that keep their contracts, for a face that is always at the same place. */
const right = {
  detect: 'async () => [{ box: { x: 40, y: 40, width: 80, height: 100 }, score: 1 }]',
  locate: 'async () => ({ landmarks: { five } })',
  embed: "async () => ({ model: 'm', vector: Float32Array.of(1, 0) })",
  classify: "async () => ({ gender: 'female', age: 30 })",
  prepare: 'async () => ({})',
  align: '() => ({ width: 64, height: 64, frameToCrop: { a: 1, b: 0, tx: -50, c: 0, d: 1, ty: -60 } })',
  swap: 'async ({ crop }) => ({ image: crop.image })',
  mask: 'async ({ crop }) => kernels.createMask(crop.image.width, crop.image.height)',
  alignRestorer: '() => ({ width: 8, height: 8, frameToCrop: { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 } })',
  restore: 'async (crop) => crop.image',
  upscale: 'async (image, width, height) => kernels.createImage(width, height)',
  inpaint: 'async ({ image }) => image',
  finish: 'async (frame) => frame',
  beforeSwap: 'async () => undefined',
  finishHook: 'async () => undefined',
};

type Method = keyof typeof right;

function plugin(wrong: Partial<Record<Method, string>>): string {
  const use = { ...right, ...wrong };
  const kinds = [
    'detector',
    'landmarker',
    'recognizer',
    'classifier',
    'swapper',
    'masker',
    'restorer',
    'upscaler',
    'inpainter',
    'finisher',
  ];
  const contributes = kinds.map((kind) => `${kind}s: [{ id: 'it', title: 'It' }]`).join(', ');
  return `{
    name: 'facet-plugin-acme', version: '3.2.1', facet: '*',
    manifest: { manifest: 1, hooks: true, contributes: { ${contributes} } },
    activate({ register, kernels, hooks }) {
      const five = [[60, 80], [100, 80], [80, 100], [65, 120], [95, 120]].map(([x, y]) => ({ x, y }));
      hooks.beforeSwap.tap(${use.beforeSwap});
      hooks.finish.tap(${use.finishHook});
      register.detector('it', { detect: ${use.detect} });
      register.landmarker('it', { locate: ${use.locate} });
      register.recognizer('it', { model: 'm', embed: ${use.embed}, similarity: () => 1 });
      register.classifier('it', { classify: ${use.classify} });
      register.swapper('it', { prepare: ${use.prepare}, align: ${use.align}, swap: ${use.swap} });
      register.masker('it', { mask: ${use.mask} });
      register.restorer('it', { align: ${use.alignRestorer}, restore: ${use.restore} });
      register.upscaler('it', { upscale: ${use.upscale} });
      register.inpainter('it', { inpaint: ${use.inpaint} });
      register.finisher('it', { finish: ${use.finish} });
    },
  }`;
}

async function run(wrong: Partial<Record<Method, string>>): Promise<RunReport> {
  const folder = tempFolder();
  const face = JSON.stringify(fixture('grace_hopper.jpg'));
  writeFileSync(
    path.join(folder, 'facet.config.mjs'),
    `const it = 'acme/it';
     export default {
       plugins: [${plugin(wrong)}], device: 'cpu',
       detector: it, landmarker: it, recognizer: it, classifier: it, inpainter: it,
       units: [{
         source: ${face}, swapper: it, masks: [it], restorer: it, upscaler: { use: it, scale: 2 },
         faces: { gender: 'female' }, similarity: { compute: true }, inpaint: { before: { denoise: 0.5 } },
       }],
       finishers: [it], targets: ${face}, output: 'out.png',
     };`,
  );
  const io = { signal: new AbortController().signal, onEvent: () => undefined };
  const failed = (error: unknown) => ({ targets: [{ outcome: 'failed', error }] }) as unknown as RunReport;
  return runJob({ config: { cwd: folder, env: process.env }, inline: true }, io).catch(failed);
}

/** What a provider returns, the stage it breaks, and what the message says of it. */
const table: readonly (readonly [Method, string, string, string])[] = [
  ['detect', 'async () => ({ length: 1 })', 'detect', 'a list of detections'],
  [
    'detect',
    'async () => [{ box: { x: 0, y: 0, width: 0, height: 9 }, score: 1 }]',
    'detect',
    'boxes with finite',
  ],
  ['detect', 'async () => [{ box: { x: 0, y: 0, width: 9, height: 9 }, score: 7 }]', 'detect', 'from 0 to 1'],
  ['locate', 'async () => ({ landmarks: { five: five.slice(1) } })', 'landmarks', 'five finite landmarks'],
  [
    'locate',
    'async () => ({ landmarks: { five, mesh468: new Float32Array(9) } })',
    'landmarks',
    '1404 finite values as mesh468 from',
  ],
  [
    'embed',
    "async () => ({ model: 'other', vector: Float32Array.of(1) })",
    'embed',
    '1 values made by other',
  ],
  ['classify', "async () => ({ gender: 'lady' })", 'classify', '"lady"'],
  ['classify', 'async () => ({ age: NaN })', 'classify', 'an age in years'],
  ['prepare', 'async () => ({ later: () => 1 })', 'prepare', 'plain data that can be sent'],
  ['align', '() => ({ width: 64.5, height: 64 })', 'align', 'a whole number of pixels'],
  [
    'align',
    '() => ({ width: 64, height: 64, frameToCrop: { a: 0, b: 0, tx: 0, c: 0, d: 0, ty: 0 } })',
    'align',
    'frameToCrop has an inverse',
  ],
  ['swap', 'async () => undefined', 'swap', 'proportions of 64 x 64'],
  ['swap', 'async () => ({ image: kernels.createImage(64, 32) })', 'swap', 'received 64 x 32'],
  ['swap', 'async () => ({ image: { width: 64, height: 64 } })', 'swap', 'which ctx.kernels did not make'],
  [
    'swap',
    'async ({ crop }) => ({ image: crop.image, mask: kernels.createMask(3, 3) })',
    'swap',
    'a mask of 64',
  ],
  ['mask', 'async ({ crop }) => crop.image', 'mask', 'a mask of 64 x 64'],
  ['alignRestorer', '() => ({})', 'restore', 'a whole number of pixels'],
  ['restore', 'async () => kernels.createImage(9, 9)', 'restore', 'a picture of 8 x 8'],
  ['upscale', 'async (image) => image', 'upscale', 'a picture of 128 x 128'],
  ['inpaint', 'async ({ mask }) => mask', 'inpaint', 'which ctx.kernels did not make'],
  ['finish', 'async () => null', 'finish', 'received null'],
];

describe('a result that breaks the contract of its kind', () => {
  test('is none where every provider keeps it', async () => {
    expect((await run({})).targets).toMatchObject([{ outcome: 'written' }]);
  });

  test.each(table)('of %s: %s', async (method, code, stage, part) => {
    const [target] = (await run({ [method]: code })).targets;
    expect(target).toMatchObject({ outcome: 'failed', error: { code: 'STAGE_RESULT' } });
    const { message, remedy } = target!.error!;
    expect(message).toContain(part);
    for (const name of ['acme/it (plugin "acme" 3.2.1)', `at stage "${stage}"`, 'grace_hopper.jpg'])
      expect(message).toContain(name);
    if (['swap', 'mask', 'upscale'].includes(stage)) expect(message).toContain('face 0, unit 0');
    expect(remedy).toContain('Report this to the author of acme/it');
  });

  test.each([
    ['beforeSwap', 'async (crop) => ({ ...crop, image: { ...crop.image } })', 'hook "beforeSwap"', 'face 0'],
    ['finishHook', 'async ({ width, height }) => ({ width, height })', 'hook "finish"', 'grace_hopper.jpg'],
  ] as const)('of the hook %s is one too', async (method, code, hook, where) => {
    const [target] = (await run({ [method]: code })).targets;
    expect(target).toMatchObject({ error: { code: 'HOOK_RESULT' } });
    for (const part of ['plugin "acme" 3.2.1', hook, where, 'that ctx.kernels made'])
      expect(target!.error!.message).toContain(part);
  });
});

/** A project whose plugin has a command and an importer, with these bodies. */
function project(command: string, importer: string): string {
  const folder = tempFolder();
  const dir = path.join(folder, 'plugin');
  mkdirSync(dir);
  const sha256 = 'a'.repeat(64);
  const model = { id: 'net', source: 'file:net.bin', bytes: 3, license: 'MIT', importer: 'odd' };
  writeFileSync(path.join(dir, 'net.bin'), 'abc');
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({
      name: 'facet-plugin-acme',
      version: '3.2.1',
      type: 'module',
      exports: './index.js',
      engines: { facet: '*' },
      facet: {
        manifest: 1,
        contributes: {
          commands: [{ id: 'go', title: 'Go' }],
          importers: [{ id: 'odd', title: 'Odd' }],
          models: [{ ...model, sha256: digest, onnx: { sha256, bytes: 1 } }],
        },
      },
    }),
  );
  writeFileSync(
    path.join(dir, 'index.js'),
    `export default { activate({ register }) {
       register.command('go', { run: async () => { ${command} } });
       register.importer('odd', { import: async () => { ${importer} } });
     } };`,
  );
  writeFileSync(path.join(folder, 'facet.config.json'), '{ "plugins": ["./plugin"] }');
  return folder;
}

test.each([
  ['an exit code that is none', "return 'fine';", 'Expected an exit code from 0 to 255'],
  ['an exception', "throw new Error('no luck');", 'failed in the command "go": no luck'],
])('a command that ends with %s is named', async (_, body, part) => {
  const { code, stderr } = await facet(['x', 'acme/go'], { cwd: project(body, '') });
  expect(code).toBe(1);
  for (const text of [part, 'acme/go (plugin "acme" 3.2.1)', 'Report this']) expect(stderr).toContain(text);
});

test('an importer that gives no model is named', async () => {
  const env = { FACET_CACHE: tempFolder() };
  const cwd = project('', 'return [];');
  const { code, stderr } = await facet(['models', 'pull', 'acme/net'], { cwd, env });
  expect(code).toBe(1);
  for (const text of ['Expected the bytes of a model', 'acme/odd (plugin "acme" 3.2.1)', 'net.bin'])
    expect(stderr).toContain(text);
});
