import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { runJob } from '../../host/dist/index.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { fixture, tempFolder } from '../support/facet.ts';

/**
 * A plugin that paints instead of swapping, so that every stage can be seen in the result: the swapper paints red,
 * the restorer blue, the finisher a green corner. `taps` is code that runs with `ctx` in `activate`.
 */
const painter = (taps: string): string => `{
  name: 'facet-plugin-painter', version: '1.2.3', facet: '*',
  manifest: { manifest: 1, hooks: true, contributes: {
    swappers: [{ id: 'red', title: 'Red' }, { id: 'broken', title: 'Broken' }, { id: 'picky', title: 'Picky' }],
    restorers: [{ id: 'blue', title: 'Blue' }],
    finishers: [{ id: 'corner', title: 'Corner' }],
  } },
  activate(ctx) {
    const { kernels } = ctx;
    const paint = ({ width, height }, rgb) => {
      const data = new Uint8Array(width * height * 4);
      for (let i = 0; i < data.length; i += 4) data.set([...rgb, 255], i);
      return kernels.importImage({ width, height, data });
    };
    const align = ({ landmarks }) => ({
      width: 128, height: 128, template: 'arcface_128',
      frameToCrop: fitSimilarity(landmarks.five, templatePoints('arcface_128', 128)),
    });
    const swapper = (swap) => ({ prepare: async () => ({}), align, swap });
    ctx.register.swapper('red', swapper(async ({ crop }) => ({ image: paint(crop.image, [255, 0, 0]) })));
    ctx.register.swapper('broken', swapper(async () => { globalThis.attempts = (globalThis.attempts ?? 0) + 1; throw new TypeError('a bug in the plugin'); }));
    ctx.register.swapper('picky', swapper(async () => { throw new FacetError('PAINTER_DARK', 'It is too dark.', { remedy: 'Use more light.' }); }));
    ctx.register.restorer('blue', { align, restore: async (crop) => paint(crop.image, [0, 0, 255]) });
    ctx.register.finisher('corner', { finish: async (frame) => {
      const data = kernels.readImage(frame);
      data.set([0, 255, 0], 0);
      kernels.writeImage(frame, data);
      return frame;
    } });
    ${taps}
  },
}`;

interface Painted {
  readonly report: RunReport;
  readonly folder: string;
  /** RGB at a place of the result, in pixels. */
  readonly at: (x: number, y: number) => Promise<readonly number[]>;
}

/** Runs the painter on the engine of this thread, with `config` as the code of further config keys. */
async function run(config: string, taps = ''): Promise<Painted> {
  const folder = tempFolder();
  const output = path.join(folder, 'out.png');
  const api = new URL('../../host/api/dist/index.js', import.meta.url).href;
  writeFileSync(
    path.join(folder, 'facet.config.mjs'),
    `import { FacetError, fitSimilarity, templatePoints } from ${JSON.stringify(api)};
     const unit = (extra = {}) => ({ source: ${JSON.stringify(fixture('astronaut.png'))}, swapper: 'red', ...extra });
     export default {
       plugins: [${painter(taps)}], device: 'cpu', units: [unit()],
       targets: ${JSON.stringify(fixture('astronaut.png'))}, output: ${JSON.stringify(output)}, ${config}
     };`,
  );
  const io = { signal: new AbortController().signal, onEvent: () => undefined };
  const report = await runJob({ config: { cwd: folder, env: process.env }, inline: true }, io);
  return {
    report,
    folder,
    at: async (x, y) => {
      const { data, width } = (await decodeFile(output)).pixels;
      return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
    },
  };
}

/** The tip of the astronaut's nose, and a place outside her face. */
const nose = [224, 124] as const;
const outside = [20, 480] as const;

describe('stages', () => {
  test('a swapper of a plugin paints the face and nothing else', async () => {
    const { report, at } = await run('');
    expect(report.targets[0]).toMatchObject({
      outcome: 'written',
      faces: [{ swaps: [{ outcome: 'swapped' }] }],
    });
    expect(await at(...nose)).toEqual([255, 0, 0]);
    const { data, width } = (await decodeFile(fixture('astronaut.png'))).pixels;
    const [x, y] = outside;
    expect(await at(x, y)).toEqual([...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]);
  });

  test('a restorer shows by its visibility', async () => {
    const { at } = await run(`units: [unit({ restorer: { use: 'blue', visibility: 0.5 } })]`);
    const [red, , blue] = await at(...nose);
    expect(Math.abs(red! - 128)).toBeLessThan(3);
    expect(Math.abs(blue! - 128)).toBeLessThan(3);
  });

  test('an enlarged crop lands in the same place', async () => {
    const plain = await run('');
    const large = await run(`units: [unit({ upscaler: { use: 'lanczos', scale: 4 } })]`);
    expect(await large.at(...nose)).toEqual([255, 0, 0]);
    const [before, after] = [plain, large].map(
      ({ report }) => report.targets[0]!.faces[0]!.swaps[0]!.region!,
    );
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(before![key] - after![key])).toBeLessThanOrEqual(2);
    }
  });

  test('colour correction brings the hue back and keeps the light', async () => {
    const { at } = await run(`units: [unit({ colorCorrection: 'histogram' })]`);
    const [red, green] = await at(...nose);
    expect(red! - green!).toBeLessThan(150);
  });

  test('postprocessing enlarges the frame to whole multiples of eight, then restores every face', async () => {
    const { report, folder, at } = await run(
      `postprocess: { upscaler: { use: 'bicubic', scale: 1.3 }, restorer: { use: 'blue' } }, finishers: ['corner']`,
    );
    expect(report.targets[0]?.outcome).toBe('written');
    const { width, height } = (await decodeFile(path.join(folder, 'out.png'))).pixels;
    expect([width, height]).toEqual([664, 664]);
    expect(await at(Math.round(nose[0] * 1.3), Math.round(nose[1] * 1.3))).toEqual([0, 0, 255]);
    expect(await at(0, 0)).toEqual([0, 255, 0]);
  });

  test('a mask keeps what it leaves out', async () => {
    const { at } = await run(`units: [unit({ masks: [{ use: 'area', areas: ['lower-face'] }] })]`);
    const [red, green] = await at(224, 90);
    expect(red! - green!).toBeLessThan(120);
  });

  test('units run in order on the running result', async () => {
    const { report } = await run('units: [unit(), unit({ faces: { index: [0, 5] } })]');
    expect(report.targets[0]?.faces[0]?.swaps.map((swap) => swap.unit)).toEqual([0, 1]);
    expect(report.targets[0]?.warnings.join()).toContain('face 5');
  });
});

describe('hooks', () => {
  test.each([
    ['beforePaste keeps a face', `ctx.hooks.beforePaste.tap(async () => false);`, 'skipped'],
    ['select takes no face', `ctx.hooks.select.tap(async () => []);`, undefined],
    ['faces finds none', `ctx.hooks.faces.tap(async () => []);`, undefined],
  ])('%s, and nothing is written', async (_, taps, outcome) => {
    const { report } = await run('', taps);
    expect(report.exitCode).toBe(4);
    expect(report.targets[0]?.faces[0]?.swaps[0]?.outcome).toBe(outcome);
  });

  test('check refuses a frame', async () => {
    const { report } = await run('', `ctx.hooks.check.tap(async () => ({ reason: 'not this one' }));`);
    expect(report).toMatchObject({
      exitCode: 3,
      targets: [{ outcome: 'refused', error: { code: 'CONTENT_REFUSED' } }],
    });
  });

  test('afterSwap and mask replace what they are given', async () => {
    const { at } = await run(
      '',
      `ctx.hooks.afterSwap.tap(async (image) => paint(image, [0, 255, 255]));
       ctx.hooks.mask.tap(async (mask) => { kernels.drawBox(mask, { x: 0, y: 0, width: 64, height: 128 }, 0); return mask; });`,
    );
    expect(await at(nose[0] + 14, nose[1])).toEqual([0, 255, 255]);
    const [red, green] = await at(nose[0] - 20, nose[1]);
    expect(red).toBeGreaterThan(green!);
  });

  test('config changes settings before they are checked, runEnd sees the report', async () => {
    const { report } = await run(
      '',
      `ctx.hooks.config.tap(async (config) => ({ ...config, finishers: ['corner'] }));
       ctx.hooks.runEnd.tap(async (run, report) => { globalThis.seen = report.targets.length; });`,
    );
    expect(report.config.finishers).toEqual([{ use: 'corner' }]);
    expect((globalThis as { seen?: number }).seen).toBe(1);
  });

  test.each([
    [
      'the device',
      `ctx.hooks.config.tap(async (config) => ({ ...config, device: 'auto' }));`,
      'CONFIG_FIXED',
    ],
    [
      'the check’s threshold out of its bounds',
      `ctx.hooks.config.tap(async (config) => ({ ...config, contentCheck: { threshold: 0.9 } }));`,
      'CONTENT_CHECK_LOCKED',
    ],
    [
      'the check in the plan',
      `ctx.hooks.plan.tap(async (plan) => ({ ...plan, contentCheck: { ...plan.contentCheck, threshold: 2 } }));`,
      'PLUGIN_CONTENT_CHECK',
    ],
    [
      'the plan to a provider there is not',
      `ctx.hooks.plan.tap(async (plan) => ({ ...plan, detector: { use: 'nobody', options: {} } }));`,
      'UNKNOWN_PROVIDER',
    ],
  ])('a plugin that changes %s is refused', async (_, taps, code) => {
    await expect(run('', taps)).rejects.toMatchObject({ code });
  });
});

describe('a failing plugin', () => {
  const broken = `units: [unit({ swapper: 'broken' })]`;

  test('is named with stage, picture, face and unit', async () => {
    const { report } = await run(broken);
    expect(report.exitCode).toBe(1);
    const message = report.targets[0]?.error?.message ?? '';
    for (const part of [
      'painter/broken',
      'plugin "painter" 1.2.3',
      '"swap"',
      'astronaut.png',
      'face 0',
      'unit 0',
      'a bug in the plugin',
    ]) {
      expect(message).toContain(part);
    }
  });

  test('keeps the code and the remedy of its own error, which is no mistake', async () => {
    const { report } = await run(`units: [unit({ swapper: 'picky' })]`);
    expect(report.targets[0]?.error).toMatchObject({
      code: 'PAINTER_DARK',
      message: expect.stringMatching(/painter\/picky \(plugin "painter" 1\.2\.3\).*too dark/) as unknown,
      remedy: 'Use more light.',
      plugin: 'painter',
      version: '1.2.3',
    });
    expect(report.faults).toEqual([]);
  });

  test.each([
    ['skip-face', 'no-face'],
    ['keep-original', 'no-face'],
    ['abort', 'failed'],
  ])('%s decides what becomes of the face', async (decision, outcome) => {
    const { report } = await run(broken, `ctx.hooks.stageError.tap(async () => '${decision}');`);
    expect(report.targets[0]?.outcome).toBe(outcome);
  });

  test('a tap of stageError that throws does not hide the failure it was asked about', async () => {
    const { report } = await run(
      broken,
      `ctx.hooks.stageError.tap(async () => { throw new Error('no answer'); });`,
    );
    const { code, message } = report.targets[0]!.error!;
    expect(code).toBe('HOOK_FAILED');
    expect(message).toMatch(
      /in the hook "stageError".*: no answer\. It was asked about this failure: painter\/.*a bug in the plugin/,
    );
  });

  test('retry tries three times in all', async () => {
    const counter = globalThis as { attempts?: number };
    counter.attempts = 0;
    const { report } = await run(broken, `ctx.hooks.stageError.tap(async () => 'retry');`);
    expect(report.targets[0]?.outcome).toBe('failed');
    expect(counter.attempts).toBe(3);
  });
});
