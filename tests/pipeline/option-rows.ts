import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunReport } from '../../host/dist/index.js';
import { blue, colorAt, colorsOf, pixel } from '../support/color-faces.ts';
import { takeTrace } from '../support/trace-plugin.ts';

/*
 * Faces are coloured squares: red, green and blue from the left; red and green are female, red is 30 years old, green 200, blue 40.
 */

export interface Ran {
  readonly report: RunReport;
  readonly at: (name: string) => string;
}

export type See = (ran: Ran) => unknown;

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

export const rows: readonly Row[] = [
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
    'engine.overlap',
    'engine: { overlap: false }',
    // How many more depends on which of reading and writing is faster.
    ({ report }) => report.peakPictures > 1,
    true,
    false,
    `${plain}, targets: ['red.png', 'green.png'], output: '{name}-new.png'`,
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
