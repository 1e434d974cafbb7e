import { existsSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { colorWorld, runColors } from '../support/color-faces.ts';
import { fixture } from '../support/facet.ts';
import { takeTrace } from '../support/trace-plugin.ts';

/*
 * The checker `blue` refuses what shows much blue: a blue source, and the group picture once two of its faces are blue. `tall` refuses from a height on,
 * and the others break their contract. They write down what they are asked in `globalThis.trace`.
 */
const checkers = `{
  name: 'facet-plugin-acme', version: '1.0.0', facet: '*',
  manifest: { manifest: 1, contributes: { checkers: [
    { id: 'blue', title: 'Blue' },
    { id: 'tall', title: 'Tall', options: { type: 'object', properties: { height: { type: 'integer', minimum: 1, default: 1000 } } } },
    { id: 'broken', title: 'Broken' }, { id: 'beyond', title: 'Scores 7' }, { id: 'wordy', title: 'Words for figures' },
  ] } },
  activate({ register, kernels }) {
    const note = (id, { width, height }) => (globalThis.trace ??= []).push(id + ' ' + width + 'x' + height);
    register.checker('blue', { check: async (frame) => {
      note('blue', frame);
      const data = kernels.readImage(frame);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 2] > 180 && data[i] < 80) count++;
      return { score: Math.min(1, count / 8000), details: { blue: count } };
    } });
    register.checker('tall', { check: async (frame, { options }) => { note('tall', frame); return { score: frame.height >= options.height ? 1 : 0 }; } });
    register.checker('broken', { check: async () => { throw new Error('no idea'); } });
    register.checker('beyond', { check: async () => ({ score: 7 }) });
    register.checker('wordy', { check: async () => ({ score: 0, details: { mood: 'fine' } }) });
  },
}`;

async function run(config: string) {
  const { folder, at } = await colorWorld();
  const report = runColors(folder, `plugins: [...base.plugins, ${checkers}], ${config}`);
  return { report: await report, output: at('out.png') };
}

const red = `units: [{ source: 'red.png' }]`;
const blue = `units: [{ source: 'blue.png' }]`;

beforeEach(() => void takeTrace());

test('a checker judges every source, every target and every result, and the report says what it found', async () => {
  const { report } = await run(`${red}, checkers: ['tall', 'acme/blue']`);
  expect(takeTrace()).toEqual([
    'tall 128x108',
    'blue 128x108',
    'tall 320x120',
    'blue 320x120',
    'tall 320x120',
    'blue 320x120',
  ]);
  expect(report).toMatchObject({
    exitCode: 0,
    sources: [{ contentCheck: { refused: false, checkers: [{ name: 'acme/tall' }, { name: 'acme/blue' }] } }],
    targets: [
      {
        contentCheck: {
          input: {
            refused: false,
            checkers: [{}, { refused: false, threshold: 0.5, details: { blue: 2304 } }],
          },
          result: { refused: false, checkers: [{}, { refused: false }] },
        },
      },
    ],
  });
});

test('one that refuses a source is named, and nothing is swapped', async () => {
  await expect(run(`${blue}, checkers: [{ use: 'blue', threshold: 0.25 }]`)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringMatching(
      /The checker "acme\/blue" refused the source picture ".*blue\.png" \(score 0\.29, limit 0\.25, blue 2304\)/,
    ) as unknown,
  });
});

test('one that refuses a target is named; those after it are not asked', async () => {
  const { report, output } = await run(`${red}, checkers: [{ use: 'tall', height: 120 }, 'blue']`);
  expect(report).toMatchObject({ exitCode: 3, targets: [{ outcome: 'refused', faces: [] }] });
  expect(report.targets[0]?.error).toMatchObject({
    code: 'CONTENT_REFUSED',
    message: expect.stringContaining('The checker "acme/tall" refused the picture') as unknown,
  });
  expect(takeTrace().at(-1)).toBe('tall 320x120');
  expect(existsSync(output)).toBe(false);
});

test('one that refuses a result keeps it from being written', async () => {
  const { report, output } = await run(`${blue}, checkers: ['blue']`);
  expect(report).toMatchObject({
    exitCode: 3,
    targets: [{ outcome: 'refused', contentCheck: { input: { checkers: [{ refused: false }] } } }],
  });
  expect(report.targets[0]?.error?.message).toContain('The checker "acme/blue" refused the result for');
  expect(existsSync(output)).toBe(false);
});

test.each([
  ['fails', 'broken', 'STAGE_FAILED', 'no idea'],
  ['gives no score', 'beyond', 'STAGE_RESULT', 'a score from 0 to 1'],
  ['gives words as details', 'wordy', 'STAGE_RESULT', 'numbers as details'],
])('one that %s lets nothing through', async (_, use, code, says) => {
  await expect(run(`${red}, checkers: ['${use}']`)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(new RegExp(`^(?=.*"acme" 1\\.0\\.0)(?=.*red\\.png).*${says}`)) as unknown,
  });
});

test('none is asked about a picture that the content check refuses', async () => {
  const { report } = await run(
    `${red}, checkers: ['tall'], targets: ${JSON.stringify(fixture('refused-pattern.jpg'))}`,
  );
  const [target] = report.targets;
  expect(target?.error?.message).toContain('The content check refused');
  expect(target?.contentCheck.input).not.toHaveProperty('checkers');
  expect(takeTrace()).toEqual(['tall 128x108']);
});

test.each([
  [`checkers: [{ use: 'tall', height: 0 }]`, 'OPTIONS_INVALID', /checker "acme\/tall".*checkers\.0/],
  [`checkers: ['unheard-of']`, 'UNKNOWN_PROVIDER', /unheard-of/],
  [`checkers: [{ use: 'tall', threshold: 2 }]`, 'CONFIG_INVALID', /threshold/],
])('%s is refused before anything runs', async (config, code, message) => {
  await expect(run(`${red}, ${config}`)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as unknown,
  });
  expect(takeTrace()).toEqual([]);
});

test('a plan hook cannot take the content check away by naming another checker', async () => {
  const hook = `{
    name: 'facet-plugin-swap', version: '1.0.0', facet: '*', manifest: { manifest: 1, hooks: true },
    activate(ctx) { ctx.hooks.plan.tap(async (plan) => ({ ...plan, contentCheck: { ...plan.contentCheck, checker: plan.checkers[0] } })); },
  }`;
  const { folder } = await colorWorld();
  const config = `plugins: [...base.plugins, ${checkers}, ${hook}], ${red}, checkers: ['tall']`;
  await expect(runColors(folder, config)).rejects.toMatchObject({ code: 'PLUGIN_CONTENT_CHECK' });
});
