import type { Device } from '@facet/api';
import { tinyOnnx } from '@facet/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { BrokerOptions } from '../../host/dist/inference/index.js';
import { InferenceBroker, inspectDevices } from '../../host/dist/inference/index.js';
import type { ElementType } from './cast-model.ts';
import { castModel } from './cast-model.ts';

const sum = tinyOnnx({
  inputs: [
    { name: 'a', dims: ['batch', 2] },
    { name: 'b', dims: ['batch', 2] },
  ],
  outputs: [
    { name: 'sum', dims: ['batch', 2] },
    { name: 'product', dims: ['batch', 2] },
  ],
  nodes: [
    { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
    { op: 'Mul', inputs: ['a', 'b'], outputs: ['product'] },
  ],
});

const brokers: InferenceBroker[] = [];
afterEach(() => Promise.all(brokers.splice(0).map((broker) => broker.dispose())));

function createBroker(options: Partial<BrokerOptions> = {}, bytes: Uint8Array = sum): InferenceBroker {
  const open = (): ReturnType<BrokerOptions['open']> => Promise.resolve({ bytes, sha256: 'abc' });
  const broker = new InferenceBroker({ device: 'cpu', threads: 1, open, ...options });
  brokers.push(broker);
  return broker;
}

const pair = (x: number, y: number): { dims: number[]; data: Float32Array } => ({
  dims: [1, 2],
  data: Float32Array.of(x, y),
});
const feeds = { a: pair(1, 2), b: pair(3, 4) };

describe('running', () => {
  test('gives every output, or the ones asked for', async () => {
    const broker = createBroker();
    const all = await broker.run('p/sum', feeds);
    expect(all).toEqual({
      sum: { dims: [1, 2], data: Float32Array.of(4, 6) },
      product: { dims: [1, 2], data: Float32Array.of(3, 8) },
    });
    expect(Object.keys(await broker.run('p/sum', feeds, ['product']))).toEqual(['product']);
  });

  test('describes inputs and outputs with open sizes', async () => {
    const { inputs, outputs } = await createBroker().describe('p/sum');
    expect(inputs[0]).toEqual({ name: 'a', type: 'float32', dims: ['batch', 2] });
    expect(outputs.map(({ name }) => name)).toEqual(['sum', 'product']);
  });

  test('takes any size where the model leaves it open', async () => {
    const rows = { dims: [3, 2], data: new Float32Array(6).fill(2) };
    const { sum: result } = await createBroker().run('p/sum', { a: rows, b: rows }, ['sum']);
    expect(result).toEqual({ dims: [3, 2], data: new Float32Array(6).fill(4) });
  });

  test('has read its feeds when it returns to the caller, so that a view may change', async () => {
    const memory = Float32Array.of(0, 1, 2, 0);
    const running = createBroker().run('p/sum', {
      a: { dims: [1, 2], data: memory.subarray(1, 3) },
      b: pair(3, 4),
    });
    memory.fill(99);
    expect([...(await running).sum!.data]).toEqual([4, 6]);
  });

  test('opens a model once, and again only after a failure', async () => {
    let opened = 0;
    const broker = createBroker({
      open: () => {
        opened += 1;
        return opened === 1
          ? Promise.reject(new Error('not there'))
          : Promise.resolve({ bytes: sum, sha256: 'abc' });
      },
    });
    await expect(broker.run('p/sum', feeds)).rejects.toThrow('not there');
    await Promise.all([broker.run('p/sum', feeds), broker.run('p/sum', feeds), broker.describe('p/sum')]);
    expect(opened).toBe(2);
  });
});

describe('element types', () => {
  test.each<
    [
      ElementType,
      Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array,
      ElementType,
      number[],
    ]
  >([
    ['float32', Float32Array.of(0, 1.5, -2.25, 65504), 'float16', [0, 1.5, -2.25, 65504]],
    [
      'float16',
      Float32Array.of(1e-7, 0.1, -3, 1e6),
      'float32',
      [1.1920929e-7, 0.0999755859375, -3, Infinity],
    ],
    ['float32', Float32Array.of(0, 1, -2, 100000), 'int64', [0, 1, -2, 100000]],
    ['int64', BigInt64Array.of(0n, 1n, -2n, 9n), 'float32', [0, 1, -2, 9]],
    ['int64', Int32Array.of(0, 1, -2, 9), 'int32', [0, 1, -2, 9]],
    ['int32', Int32Array.of(0, 1, -2, 9), 'float64', [0, 1, -2, 9]],
    ['float64', Float64Array.of(0, 0.5, -2, 9), 'float32', [0, 0.5, -2, 9]],
    ['uint8', Uint8Array.of(0, 1, 200, 255), 'float32', [0, 1, 200, 255]],
    ['float32', Float32Array.of(0, 1, 200, 255), 'uint8', [0, 1, 200, 255]],
    ['float32', Float32Array.of(0, 1, 0, -3), 'bool', [0, 1, 0, 1]],
    ['bool', Uint8Array.of(0, 1, 0, 1), 'float32', [0, 1, 0, 1]],
  ])('%s in (%p), %s out', async (from, data, to, expected) => {
    const result = await createBroker({}, castModel(from, to)).run('p/cast', { x: { dims: [4], data } });
    expect(result.y!.data).toEqual(Float32Array.from(expected));
  });
});

describe('inputs a model does not take', () => {
  test.each<[string, Parameters<InferenceBroker['run']>[1], RegExp]>([
    ['a missing one', { a: pair(1, 2) }, /the input "b" is missing/],
    ['an unknown one', { ...feeds, c: pair(1, 2) }, /no input "c"; it takes "a", "b"/],
    [
      'another size',
      { ...feeds, b: { dims: [1, 3], data: new Float32Array(3) } },
      /expected \[batch, 2\] for "b" but received \[1, 3\]/,
    ],
    [
      'another rank',
      { ...feeds, b: { dims: [2], data: new Float32Array(2) } },
      /expected \[batch, 2\] for "b" but received \[2\]/,
    ],
    ['an empty size', { ...feeds, b: { dims: [0, 2], data: new Float32Array(0) } }, /received \[0, 2\]/],
    [
      'fewer values than sizes say',
      { ...feeds, b: { dims: [1, 2], data: new Float32Array(1) } },
      /which is 2 values, but has 1/,
    ],
    [
      'another type',
      { ...feeds, b: { dims: [1, 2], data: new Int32Array(2) } },
      /expected float32 values for "b" but received Int32Array/,
    ],
  ])('%s', async (_case, wrong, sentence) => {
    await expect(createBroker().run('p/sum', wrong)).rejects.toMatchObject({
      code: 'MODEL_INPUT',
      message: expect.stringMatching(sentence),
    });
  });

  test('nor outputs it does not have', async () => {
    const failure = createBroker().run('p/sum', feeds, ['quotient']);
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_INPUT',
      message: expect.stringMatching(/no output "quotient"; it gives "sum", "product"/),
    });
  });
});

describe('failures name the model and the device', () => {
  test('a file that is no ONNX', async () => {
    const failure = createBroker({}, Uint8Array.of(1, 2, 3)).run('p/bad', feeds);
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_RUN',
      message: expect.stringMatching(/"p\/bad" could not be opened on cpu/),
      remedy: expect.stringContaining('facet models verify'),
    });
  });

  test('a model that fails while it runs', async () => {
    const failure = createBroker().run('p/sum', {
      a: { dims: [2, 2], data: new Float32Array(4) },
      b: { dims: [3, 2], data: new Float32Array(6) },
    });
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_RUN',
      message: expect.stringMatching(/"p\/sum" failed on cpu/),
    });
  });

  test('a run after dispose', async () => {
    const broker = createBroker();
    await broker.run('p/sum', feeds);
    await broker.dispose();
    await broker.dispose();
    await expect(broker.run('p/sum', feeds)).rejects.toMatchObject({
      code: 'MODEL_RUN',
      message: expect.stringContaining('after the run had ended'),
    });
    await expect(broker.describe('p/sum')).rejects.toMatchObject({ code: 'MODEL_RUN' });
  });
});

describe('devices', () => {
  /** Names the runtime would run on the CPU without a word, and ones this machine cannot have. */
  const absent = ['coreml', 'dml', 'openvino', 'qnn', 'gpu'].filter(
    (name) =>
      !(name === 'coreml' && process.platform === 'darwin') &&
      !(name === 'dml' && process.platform === 'win32'),
  );

  test.each(absent)('%s is refused by name, never run on the cpu', async (device) => {
    const broker = createBroker({ device: device as Device });
    await expect(broker.run('p/sum', feeds)).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringContaining(`The device "${device}" cannot be used`),
      remedy: expect.stringMatching(/cpu/),
    });
    expect(broker.report().models).toEqual([]);
  });

  test('auto takes what works and tells why not the others', async () => {
    const broker = createBroker({ device: 'auto' });
    await broker.run('p/sum', feeds);
    const { requested, device, attempts, models } = broker.report();
    expect(requested).toBe('auto');
    expect(attempts.at(-1)).toMatchObject({ device, ok: true });
    expect(attempts.every(({ reason }) => reason.length > 10)).toBe(true);
    expect(models[0]!.device).toBe(device);
  });

  test('doctor sees all of them, the cpu always working', async () => {
    const devices = await inspectDevices();
    expect(devices.map(({ device }) => device)).toEqual(['cuda', 'webgpu', 'coreml', 'dml', 'cpu']);
    expect(devices.at(-1)).toMatchObject({ ok: true });
    expect(devices.every(({ remedy }) => remedy.endsWith('.'))).toBe(true);
  });
});

test('the report counts runs and their time per model', async () => {
  const broker = createBroker({ threads: 2 });
  for (let i = 0; i < 3; i++) await broker.run('p/sum', feeds);
  const { threads, device, models } = broker.report();
  expect({ threads, device }).toEqual({ threads: 2, device: 'cpu' });
  expect(models).toMatchObject([{ model: 'p/sum', sha256: 'abc', device: 'cpu', runs: 3 }]);
  expect(models[0]!.runMs).toBeGreaterThan(0);
  expect(models[0]!.openMs).toBeGreaterThan(0);
});

test('a new run starts a new account, with the models still open', async () => {
  const broker = createBroker();
  await broker.run('p/sum', feeds);
  broker.startRun();
  expect(broker.report().models).toEqual([]);
  await broker.run('p/sum', feeds);
  expect(broker.report().models).toMatchObject([{ model: 'p/sum', runs: 1, openMs: 0 }]);
});
