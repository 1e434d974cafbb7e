import { describe, expect, test } from '@jest/globals';
import { isFacetError } from '@facet/api';
import { importers } from '../support/importers.ts';
import {
  attributes as a,
  filesOf,
  graphModel,
  layersModel,
  wave,
  type SyntheticModel,
} from './synthetic.mjs';

const x: [string, string, string[], object] = ['x', 'Placeholder', [], a.placeholder(-1, 8, 8, 4)];
const inputLayer: [string, string, string[], object] = [
  'x',
  'InputLayer',
  [],
  { batch_input_shape: [null, 8, 8, 4] },
];

/** What the importer says to files that it cannot convert: code and message. */
async function refusal(
  importer: string,
  files: ReadonlyMap<string, Uint8Array>,
  options = {},
): Promise<string> {
  try {
    await importers.get(importer)!.import('model.json', files, options);
  } catch (error) {
    if (isFacetError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('The importer accepted the files.');
}

describe('a graph model is refused with a sentence that names the file and the node', () => {
  const cases: [string, SyntheticModel, string][] = [
    [
      'an unknown operation',
      graphModel([x, ['scope/odd', 'NonMaxSuppressionV5', ['x']]]),
      'IMPORT_OP_UNKNOWN model.json uses the operation NonMaxSuppressionV5 (at scope/odd), which cannot be converted.',
    ],
    [
      'a node that does not exist',
      graphModel([x, ['y', 'Relu', ['ghost']]]),
      'IMPORT_GRAPH model.json cannot be converted at y: the node ghost does not exist.',
    ],
    [
      'a cycle',
      graphModel([
        ['p', 'Relu', ['q']],
        ['q', 'Relu', ['p']],
        ['y', 'Relu', ['q']],
      ]),
      'IMPORT_GRAPH model.json cannot be converted at q: it depends on itself.',
    ],
    [
      'two nodes of one name',
      graphModel([x, ['y', 'Relu', ['x']], ['y', 'Relu', ['x']]]),
      'IMPORT_GRAPH model.json cannot be converted at y: two nodes have this name.',
    ],
    [
      'a missing input',
      graphModel([x, ['y', 'Conv2D', ['x'], a.window('SAME')]]),
      'IMPORT_GRAPH model.json cannot be converted at y (Conv2D): input 2 is missing.',
    ],
    [
      'a kernel for other channels',
      graphModel([x, ['y', 'Conv2D', ['x', 'k'], a.window('SAME')]], { k: wave([3, 3, 3, 2]) }),
      'IMPORT_GRAPH model.json cannot be converted at y (Conv2D): a kernel for 3 channels meets 4.',
    ],
    [
      'a window larger than the picture',
      graphModel([x, ['y', 'MaxPool', ['x'], a.window('VALID', 1, 1, 9)]]),
      'IMPORT_GRAPH model.json cannot be converted at y (MaxPool): a window of 9 pixels does not fit into 8.',
    ],
    [
      'an impossible reshape',
      graphModel([x, ['f', 'Squeeze', ['c']], ['y', 'Reshape', ['f', 's']]], { c: wave([1, 6]), s: [4] }),
      'IMPORT_GRAPH model.json cannot be converted at y (Reshape): [6] cannot become [4].',
    ],
    [
      'a second output',
      graphModel([x, ['y', 'Relu', ['x:1']]]),
      'IMPORT_GRAPH model.json cannot be converted at y: it uses x:1, but only first outputs can be converted.',
    ],
    ['no nodes', graphModel([]), 'IMPORT_GRAPH model.json cannot be converted at its outputs: it has none.'],
  ];

  test.each(cases)('%s', async (_, model, sentence) => {
    expect(await refusal('tfjs-graph', filesOf(model))).toBe(sentence);
  });

  test('an unknown operation that no output needs does no harm', async () => {
    const model = graphModel([x, ['y', 'Relu', ['x']], ['odd', 'Assert', ['x']]]);
    const json = { ...model.json, signature: { outputs: { out: { name: 'y:0' } } } };
    const onnx = await importers.get('tfjs-graph')!.import('model.json', filesOf({ ...model, json }), {});
    expect(onnx.length).toBeGreaterThan(0);
  });

  test('a chain of 20000 nodes does not overflow the stack', async () => {
    const chain = Array.from({ length: 20_000 }, (_, i): [string, string, string[]] => [
      `n${i + 1}`,
      'Relu',
      [i === 0 ? 'x' : `n${i}`],
    ]);
    const onnx = await importers
      .get('tfjs-graph')!
      .import('model.json', filesOf(graphModel([x, ...chain])), {});
    expect(onnx.length).toBeGreaterThan(100_000);
  });
});

describe('a layers model is refused with a sentence that names the file and the layer', () => {
  const cases: [string, SyntheticModel, string][] = [
    [
      'an unknown layer',
      layersModel([inputLayer, ['shuffle', 'MultiplyBeta', ['x'], {}]]),
      'IMPORT_OP_UNKNOWN model.json uses the operation MultiplyBeta (at shuffle), which cannot be converted.',
    ],
    [
      'a missing weight',
      layersModel([inputLayer, ['conv', 'Conv2D', ['x'], {}]]),
      'IMPORT_GRAPH model.json cannot be converted at conv (Conv2D): its weight bias is missing.',
    ],
    [
      'an unknown activation',
      layersModel([inputLayer, ['act', 'Activation', ['x'], { activation: 'swish' }]]),
      'IMPORT_GRAPH model.json cannot be converted at act (Activation): the activation swish cannot be converted.',
    ],
    [
      'a layer before the one it reads',
      layersModel([['y', 'ReLU', ['x'], {}], inputLayer]),
      'IMPORT_GRAPH model.json cannot be converted at y: no layer x comes before it.',
    ],
  ];

  test.each(cases)('%s', async (_, model, sentence) => {
    expect(await refusal('tfjs-layers', filesOf(model))).toBe(sentence);
  });
});

describe('files that are not what they should be', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const anything = graphModel([x, ['y', 'Relu', ['x']]], { w: wave([8]) });

  test.each(['tfjs-graph', 'tfjs-layers', 'face-api-weights'])('%s names them', async (importer) => {
    expect(await refusal(importer, new Map())).toMatch(/^IMPORT_FILE_MISSING .*model\.json/);
    expect(await refusal(importer, new Map([['model.json', bytes('{"a":')]]))).toBe(
      'IMPORT_FILE_UNREADABLE model.json cannot be read: it is not JSON.',
    );
    expect(await refusal(importer, new Map([['model.json', Uint8Array.of(0xff, 0xfe)]]))).toBe(
      'IMPORT_FILE_UNREADABLE model.json cannot be read: it is not UTF-8 text.',
    );
    expect(await refusal(importer, new Map([['model.json', bytes('7')]]))).toMatch(
      /^IMPORT_FILE_UNREADABLE model\.json/,
    );
  });

  test('a truncated weight file', async () => {
    const files = filesOf(anything);
    files.set('weights.bin', anything.bytes.slice(0, 30));
    expect(await refusal('tfjs-graph', files)).toBe(
      'IMPORT_WEIGHTS The weights described by model.json cannot be read: w ends at byte 32, but its files have only 30 bytes.',
    );
  });

  test('weights of no known network, and a network that does not exist', async () => {
    const files = new Map([['model.json', bytes('[]')]]);
    expect(await refusal('face-api-weights', files)).toBe(
      'IMPORT_WEIGHTS The weights described by model.json cannot be read: they belong to no known network.',
    );
    expect(await refusal('face-api-weights', files, { network: 'age-gender' })).toBe(
      'IMPORT_WEIGHTS The weights described by model.json cannot be read: entry_flow/conv_in/filters is missing.',
    );
    expect(await refusal('face-api-weights', files, { network: 'resnet' })).toBe(
      'IMPORT_OPTION Expected one of auto, ssd-mobilenetv1, face-recognition, age-gender for the import option network but received "resnet".',
    );
  });
});
