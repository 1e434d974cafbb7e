import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { isFacetError } from '@facet/api';
import type { RunReport } from '../../host/dist/index.js';
import { encodeCheckpoint } from '../../host/dist/checkpoints/index.js';
import { optionRows } from '../../host/dist/pages/option-page.js';
import {
  blue,
  colorAt,
  colorsOf,
  colorWorld,
  drawFaces,
  pixel,
  red,
  runColors,
} from '../support/color-faces.ts';
import { root } from '../support/facet.ts';
import { takeTrace, tracePlugin } from '../support/trace-plugin.ts';

/*
 * Every option of the config has a test that fails when the option is ignored: a row here, which runs twice, without and with it, or a file that `elsewhere`
 * names. Faces are coloured squares: red, green and blue from the left; red and green are female, red is 30 years old, green 200, blue 40.
 */

interface Ran {
  readonly report: RunReport;
  readonly at: (name: string) => string;
}

type See = (ran: Ran) => unknown;

const colors: See = (ran) => colorsOf(ran.at('out.png'));
const outcome: See = ({ report }) => report.targets[0]?.outcome;
const names: See = ({ report }) => report.targets.map(({ output }) => path.basename(output ?? '-'));
const scored: See = ({ report }) =>
  report.targets[0]?.faces.some((face) => face.swaps.some(({ similarity }) => similarity !== undefined));
const threads: See = (ran) => readdirSync(ran.at('.')).filter((file) => file.startsWith('thread-')).length;
/** The hue of the target is back: more red than blue. */
const reddish: See = async (ran) => {
  const [r, , b] = await pixel(ran.at('out.png'), [44, 64]);
  return r! > b!;
};
/** Whether the step between two rows is steeper than it is in the picture of a plain swap, 15. */
const steep: See = async (ran) => {
  const [above, below] = [
    await pixel(ran.at('lit-new.png'), [44, 50]),
    await pixel(ran.at('lit-new.png'), [44, 53]),
  ];
  return above[0]! - below[0]! > 18;
};
const traced =
  (pattern: RegExp): See =>
  () =>
    takeTrace().find((line) => pattern.test(line)) ?? 'nothing';
const at =
  (x: number, y: number): See =>
  (ran) =>
    pixel(ran.at('out.png'), [x, y]);

/** Option, a config without and one with it, what is looked at, and what it is in both cases. */
type Row = readonly [
  option: string,
  base: string,
  changed: string,
  see: See,
  without: unknown,
  expected: unknown,
];

const unit = (more: string): string => `units: [{ source: 'blue.png', ${more} }]`;
const plain = unit('');
/** Needs no detector for its source. */
const saved = `units: [{ source: 'blue.safetensors', swapper: 'identity' }]`;
const two = `source: ['red.png', 'blue.png']`;
const unchanged = `swapper: { use: 'paint', strength: 0 }`;
const untouched = ['red', 'green', 'blue'];
const all = ['blue', 'blue', 'blue'];
const firstOnly = ['blue', 'green', 'blue'];

function inUnit(
  option: string,
  base: string,
  set: string,
  see: See,
  without: unknown,
  expected: unknown,
  rest = '',
): Row {
  const changed = base === '' ? set : `${base}, ${set}`;
  return [`units[].${option}`, unit(base) + rest, unit(changed) + rest, see, without, expected];
}

function atRoot(
  option: string,
  set: string,
  see: See,
  without: unknown,
  expected: unknown,
  base = plain,
): Row {
  return [option, base, `${base}, ${set}`, see, without, expected];
}

const rows: readonly Row[] = [
  atRoot('kernels', `kernels: 'reference'`, ({ report }) => report.kernels.slice(0, 4), 'wasm', 'refe'),
  atRoot(
    'engine.workers',
    'engine: { workers: 2 }',
    threads,
    1,
    2,
    `${plain}, finishers: ['thread'], targets: ['red.png', 'green.png'], output: '{name}-new.png'`,
  ),
  atRoot(
    'engine.threads',
    'engine: { threads: 3 }',
    ({ report }) => (report.device as { threads?: number }).threads,
    0,
    3,
  ),
  atRoot('detector', `detector: 'nothing'`, outcome, 'written', 'no-face', saved),
  atRoot(
    'detect.rotations',
    'detect: { rotations: [0, 90] }',
    outcome,
    'no-face',
    'written',
    `${saved}, targets: 'lying.png', detector: { use: 'squares', upright: true }`,
  ),
  atRoot('landmarker', `landmarker: 'blind'`, outcome, 'written', 'no-face', saved),
  atRoot(
    'recognizer',
    `recognizer: 'strict'`,
    outcome,
    'written',
    'no-face',
    unit(`faces: { reference: { image: 'green.png' } }`),
  ),
  atRoot('classifier', `classifier: 'men'`, colors, untouched, all, unit(`faces: { gender: 'male' }`)),
  atRoot(
    'inpainter',
    `inpainter: 'note'`,
    traced(/inpaint/),
    'INPAINTER_MISSING',
    'inpaint 320x120 0.5',
    unit('inpaint: { after: { denoise: 0.5 } }'),
  ),
  ['units[].source', plain, `units: [{ source: 'red.png' }]`, colors, all, ['red', 'red', 'red']],
  [
    'units[].checkpoint',
    `units: [{ source: 'red.png', swapper: 'identity' }]`,
    `units: [{ source: 'red.png', checkpoint: 'blue.safetensors', swapper: 'identity' }]`,
    colors,
    ['red', 'red', 'red'],
    all,
  ],
  [
    'units[].blend',
    `units: [{ ${two} }]`,
    `units: [{ ${two}, blend: false }]`,
    names,
    ['out.png'],
    ['out-red.png', 'out-blue.png'],
  ],
  [
    'units[].sourceFace',
    `units: [{ source: 'group.png' }]`,
    `units: [{ source: 'group.png', sourceFace: 2 }]`,
    colors,
    ['red', 'red', 'red'],
    all,
  ],
  inUnit('faces.index', '', 'faces: { index: [0] }', colors, all, firstOnly),
  [
    'units[].faces.order',
    unit('faces: { index: [0] }'),
    unit(`faces: { index: [0], order: 'size' }`),
    colors,
    firstOnly,
    untouched,
  ],
  inUnit('faces.sameGender', '', 'faces: { sameGender: true }', colors, all, untouched),
  inUnit('faces.gender', '', `faces: { gender: 'male' }`, colors, all, untouched),
  inUnit('faces.age.min', '', 'faces: { age: { min: 100 } }', colors, all, ['red', 'blue', 'blue']),
  inUnit('faces.age.max', '', 'faces: { age: { max: 100 } }', colors, all, firstOnly),
  inUnit('faces.reference.image', '', `faces: { reference: { image: 'green.png' } }`, colors, all, [
    'red',
    'blue',
    'blue',
  ]),
  [
    'units[].faces.reference.min',
    unit(`faces: { reference: { image: 'green.png' } }`),
    unit(`faces: { reference: { image: 'green.png', min: 0.01 } }`),
    colors,
    ['red', 'blue', 'blue'],
    all,
  ],
  inUnit('swapper', '', `swapper: { use: 'paint', hide: true }`, at(44, 64), [...blue], [128, 128, 128]),
  inUnit('upscaler', '', `upscaler: 'any'`, traced(/upscale/), 'nothing', 'upscale 64x64 to 512x512'),
  [
    'units[].upscaler.scale',
    unit(`upscaler: 'any'`),
    unit(`upscaler: { use: 'any', scale: 3 }`),
    traced(/upscale/),
    'upscale 64x64 to 512x512',
    'upscale 64x64 to 192x192',
  ],
  inUnit('restorer', '', `restorer: 'white'`, at(44, 64), [...blue], [255, 255, 255]),
  [
    'units[].restorer.visibility',
    unit(`restorer: 'white'`),
    unit(`restorer: { use: 'white', visibility: 0 }`),
    at(44, 64),
    [255, 255, 255],
    [...blue],
  ],
  inUnit('colorCorrection', 'faces: { index: [0] }', 'colorCorrection: true', reddish, false, true),
  inUnit(
    'sharpen',
    `swapper: { use: 'paint', strength: 0.5 }`,
    'sharpen: true',
    steep,
    false,
    true,
    `, targets: 'lit.png', output: '{name}-new.png'`,
  ),
  inUnit(
    'masks',
    '',
    `masks: ['left']`,
    (ran) => Promise.all([34, 58].map((x) => colorAt(ran.at('out.png'), [x, 64]))),
    ['blue', 'blue'],
    ['blue', 'red'],
  ),
  inUnit('erosion', 'masks: []', 'erosion: 2', (ran) => colorAt(ran.at('out.png'), [21, 64]), 'blue', 'red'),
  inUnit('similarity.compute', '', 'similarity: { compute: true }', scored, false, true),
  [
    'units[].similarity.check',
    unit(`${unchanged}, similarity: { compute: true, min: 0.9 }`),
    unit(`${unchanged}, similarity: { check: true, min: 0.9 }`),
    outcome,
    'written',
    'discarded',
  ],
  [
    'units[].similarity.min',
    unit(`${unchanged}, similarity: { check: true }`),
    unit(`${unchanged}, similarity: { check: true, min: 0.9 }`),
    outcome,
    'written',
    'discarded',
  ],
  [
    'units[].similarity.minReference',
    `units: [{ ${two}, similarity: { check: true } }]`,
    `units: [{ ${two}, similarity: { check: true, minReference: 0.95 } }]`,
    outcome,
    'written',
    'discarded',
  ],
  atRoot(
    'postprocess.upscaler',
    `postprocess: { upscaler: 'any' }`,
    traced(/upscale/),
    'nothing',
    'upscale 320x120 to 640x240',
  ),
  [
    'postprocess.upscaler.scale',
    `${plain}, postprocess: { upscaler: 'any' }`,
    `${plain}, postprocess: { upscaler: { use: 'any', scale: 3 } }`,
    traced(/upscale/),
    'upscale 320x120 to 640x240',
    'upscale 320x120 to 960x360',
  ],
  [
    'postprocess.upscaler.visibility',
    `${plain}, postprocess: { upscaler: { use: 'dark', scale: 1 } }`,
    `${plain}, postprocess: { upscaler: { use: 'dark', scale: 1, visibility: 0.5 } }`,
    at(4, 4),
    [0, 0, 0],
    [64, 64, 64],
  ],
  atRoot(
    'postprocess.restorer',
    `postprocess: { restorer: 'white' }`,
    at(44, 64),
    [...blue],
    [255, 255, 255],
  ),
  [
    'postprocess.restorer.visibility',
    `${plain}, postprocess: { restorer: 'white' }`,
    `${plain}, postprocess: { restorer: { use: 'white', visibility: 0 } }`,
    at(44, 64),
    [255, 255, 255],
    [...blue],
  ],
  atRoot('finishers', `finishers: ['corner']`, at(0, 0), [128, 128, 128], [1, 2, 3]),
  atRoot('checkers', `checkers: ['somewhat']`, outcome, 'written', 'refused', saved),
  atRoot(
    'checkers[].threshold',
    `checkers: [{ use: 'somewhat', threshold: 0.7 }]`,
    outcome,
    'refused',
    'written',
    `${saved}, checkers: ['somewhat']`,
  ),
  atRoot(
    'contentCheck.threshold',
    'contentCheck: { threshold: 0.7 }',
    ({ report }) => report.targets[0]?.contentCheck.input?.threshold,
    0.6,
    0.7,
  ),
  atRoot(
    'image.quality',
    'image: { quality: 5 }',
    (ran) => readFileSync(ran.at('out.jpg')).length < 1800,
    false,
    true,
    `${plain}, output: 'out.jpg'`,
  ),
  atRoot('image.maxPixels', 'image: { maxPixels: 20000 }', outcome, 'written', 'failed'),
  atRoot(
    'targets',
    `targets: 'green.png'`,
    ({ report }) => path.basename(report.targets[0]!.path),
    'group.png',
    'green.png',
  ),
  atRoot('output', `output: 'new.png'`, names, ['out.png'], ['new.png']),
  atRoot('overwrite', 'overwrite: true', outcome, 'failed', 'written', `${plain}, output: 'red.png'`),
  atRoot('continue', 'continue: true', outcome, 'failed', 'skipped', `${plain}, output: 'red.png'`),
  atRoot('keepOriginal', 'keepOriginal: true', (ran) => existsSync(ran.at('out-original.png')), false, true),
  atRoot('report', `report: 'report.json'`, (ran) => existsSync(ran.at('report.json')), false, true),
  [
    'overrides[].files',
    `${saved}, overrides: [{ files: 'none.png', config: { detector: 'nothing' } }]`,
    `${saved}, overrides: [{ files: 'g*.png', config: { detector: 'nothing' } }]`,
    outcome,
    'written',
    'no-face',
  ],
];

/** Options that a file of tests by itself is about, by the start of their path. */
const elsewhere: Readonly<Record<string, string>> = {
  $schema: 'tests/config/cases/json/facet.config.json.txt',
  inspect: 'tests/pipeline/inspection.test.ts',
  extends: 'tests/config/presets.test.ts',
  plugins: 'tests/config/plugins.test.ts',
  device: 'tests/inference/broker.test.ts',
  'engine.stageTimeoutMs': 'tests/engine/lifecycle.test.ts',
  'engine.activationTimeoutMs': 'tests/plugins/plugin-host.test.ts',
  'engine.isolate': 'tests/engine/process-isolation.test.ts',
  'engine.memoryMb': 'tests/engine/failure-table.test.ts',
  'units[].inpaint': 'tests/pipeline/inpainting.test.ts',
  'postprocess.inpaint': 'tests/pipeline/inpainting.test.ts',
  'server.host': 'tests/server/access.test.ts',
  'server.concurrency': 'tests/server/load.test.ts',
  'server.queue': 'tests/server/load.test.ts',
  'server.bodyLimitBytes': 'tests/server/limits.test.ts',
  'server.maxPixels': 'tests/server/limits.test.ts',
  'server.maxResults': 'tests/server/limits.test.ts',
  'server.requestTimeoutMs': 'tests/server/load.test.ts',
  'server.shutdownMs': 'tests/server/load.test.ts',
  'server.resultMs': 'tests/server/job-life.test.ts',
  'server.heartbeatMs': 'tests/server/job-life.test.ts',
  'server.checkpoints': 'tests/server/limits.test.ts',
  'server.strict': 'tests/server/names.test.ts',
  'server.restorers': 'tests/server/names.test.ts',
  'server.upscalers': 'tests/server/names.test.ts',
  'server.port': 'tests/server/access.test.ts',
  'server.idleMs': 'tests/engine/warm-engine.test.ts',
};

/** What is seen after a run with the trace plugin; the code of the error when it does not start. */
async function look(config: string, see: See): Promise<unknown> {
  const { folder, at: file } = await colorWorld();
  await drawFaces(file('lying.png'), [{ x: 40, y: 30, color: red, bright: 'left' }], 128, 108);
  await drawFaces(file('lit.png'), [{ x: 20, y: 40, color: red, bright: 'top' }], 128, 108);
  const vector = Float32Array.from(blue, (level) => level / 255);
  const checkpoint = encodeCheckpoint({
    embedding: { model: 'color/rgb@1', vector },
    gender: 'male',
    age: 40,
  });
  writeFileSync(file('blue.safetensors'), checkpoint);
  // Without workers of its own a run stays on this thread, where the trace is.
  const inline = !config.includes("'thread'");
  try {
    const report = await runColors(folder, `plugins: [...base.plugins, ${tracePlugin}], ${config}`, {
      inline,
    });
    return await see({ report, at: file });
  } catch (error) {
    if (isFacetError(error)) return error.code;
    throw error;
  }
}

beforeEach(() => void takeTrace());

describe('the option', () => {
  test.each(rows)('%s', async (_, base, changed, see, without, expected) => {
    expect(await look(base, see)).toEqual(without);
    takeTrace();
    expect(await look(changed, see)).toEqual(expected);
  });
});

test('every option of the config has such a test', () => {
  const tested = new Set(rows.map(([option]) => option));
  const paths = optionRows().map((row) => row.path);
  const groups = new Set(
    paths.filter((one) => paths.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[]`))),
  );
  const named = (option: string): boolean =>
    Object.keys(elsewhere).some((start) => option === start || option.startsWith(`${start}.`));
  expect(paths.filter((option) => !tested.has(option) && !named(option) && !groups.has(option))).toEqual(
    // What an override sets are options of this list.
    ['unitDefaults', 'overrides[].config'],
  );
  expect([...tested].filter((option) => !paths.includes(option))).toEqual([]);
});

test.each(Object.entries(elsewhere))('%s is tested in %s', (option, file) => {
  const key = option.split('.').at(-1)!.replace('[]', '');
  expect(readFileSync(path.join(root, file), 'utf8')).toContain(key);
});
