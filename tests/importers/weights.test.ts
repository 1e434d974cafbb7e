import { describe, expect, test } from '@jest/globals';
import { Json, readWeights, SourceFiles } from '../../plugins/importers/dist/weights/index.js';

type Spec = Readonly<Record<string, unknown>>;

function read(weights: readonly Spec[], parts: readonly Uint8Array[]): ReturnType<typeof readWeights> {
  const files = new Map(parts.map((part, i) => [`models/part${i}.bin`, part]));
  const paths = parts.map((_, i) => `part${i}.bin`);
  const manifest = [{ paths, weights }];
  return readWeights(new Json('models/model.json', manifest), new SourceFiles('models/model.json', files));
}

function bytesOf(data: Float32Array | Int32Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

describe('decoding weights', () => {
  test('plain float32 and int32', () => {
    const bytes = new Uint8Array([...bytesOf(Float32Array.of(1.5, -2)), ...bytesOf(Int32Array.of(-7))]);
    const weights = read(
      [
        { name: 'a', shape: [2], dtype: 'float32' },
        { name: 'b', shape: [], dtype: 'int32' },
      ],
      [bytes],
    );
    expect(weights.get('a')).toEqual({ type: 'float32', dims: [2], data: Float32Array.of(1.5, -2) });
    expect(weights.get('b')).toEqual({ type: 'int64', dims: [], data: Int32Array.of(-7) });
  });

  test('half-precision floats keep their bits', () => {
    const quantization = { dtype: 'float16' };
    const weights = read(
      [{ name: 'a', shape: [1, 2], dtype: 'float32', quantization }],
      [bytesOf(Uint16Array.of(0x3c00, 0x0001))],
    );
    expect(weights.get('a')).toEqual({ type: 'float16', dims: [1, 2], data: Uint16Array.of(0x3c00, 0x0001) });
  });

  test.each([
    ['uint8', Uint8Array.of(0, 1, 255)],
    ['uint16', Uint16Array.of(0, 1, 255)],
  ])('%s is scaled, and rounded for integers', (dtype, stored) => {
    const quantization = { dtype, scale: 0.1, min: -3 };
    const spec = (type: string): Spec => ({ name: type, shape: [3], dtype: type, quantization });
    const bytes = bytesOf(stored);
    const weights = read([spec('float32'), spec('int32')], [bytes, bytes]);
    expect(weights.get('float32')!.data).toEqual(Float32Array.of(-3, -2.9, 255 * 0.1 - 3));
    expect(weights.get('int32')!.data).toEqual(Int32Array.of(-3, -3, 23));
  });

  test('a weight may begin in one file and end in the next', () => {
    const bytes = bytesOf(Float32Array.of(1, 2, 3));
    const weights = read([{ name: 'a', shape: [3], dtype: 'float32' }], [bytes.slice(0, 5), bytes.slice(5)]);
    expect(weights.get('a')!.data).toEqual(Float32Array.of(1, 2, 3));
  });

  test.each<[string, Spec, number, string]>([
    [
      'too few bytes',
      { name: 'a', shape: [4], dtype: 'float32' },
      15,
      'a ends at byte 16, but its files have only 15 bytes',
    ],
    [
      'bytes left over',
      { name: 'a', shape: [4], dtype: 'float32' },
      17,
      '1 bytes are left over after the last weight',
    ],
    [
      'a gigantic shape',
      { name: 'a', shape: [1e9, 1e9], dtype: 'float32' },
      8,
      'a ends at byte 4000000000000000000',
    ],
    ['a negative size', { name: 'a', shape: [-1, -4], dtype: 'float32' }, 16, 'a has the shape [-1, -4]'],
    [
      'too many axes',
      { name: 'a', shape: [1, 1, 1, 1, 1, 1, 1, 1, 1], dtype: 'float32' },
      4,
      'a has the shape',
    ],
    ['an unknown type', { name: 'a', shape: [1], dtype: 'complex64' }, 8, 'a has the type complex64'],
    [
      'an unknown storage',
      { name: 'a', shape: [1], dtype: 'float32', quantization: { dtype: 'int4' } },
      1,
      'a is stored as int4',
    ],
  ])('%s is refused with a sentence', (_, spec, size, reason) => {
    expect(() => read([spec], [new Uint8Array(size)])).toThrow(
      expect.objectContaining({
        code: 'IMPORT_WEIGHTS',
        message: expect.stringContaining(reason) as unknown,
      }),
    );
  });

  test('a missing weight file is named', () => {
    const manifest = new Json('models/model.json', [{ paths: ['group1-shard1of1'], weights: [] }]);
    expect(() => readWeights(manifest, new SourceFiles('models/model.json', new Map()))).toThrow(
      expect.objectContaining({
        code: 'IMPORT_FILE_MISSING',
        message: 'models/model.json names the file models/group1-shard1of1, which was not given.',
      }),
    );
  });

  test('a packed weight file is read in place of the plain one', () => {
    const files = new Map([['shard.min.js', new TextEncoder().encode('module.exports="AAAAPw=="')]]);
    const manifest = new Json('model.min.js', [
      { paths: ['shard'], weights: [{ name: 'a', shape: [1], dtype: 'float32' }] },
    ]);
    expect(readWeights(manifest, new SourceFiles('model.min.js', files)).get('a')!.data).toEqual(
      Float32Array.of(0.5),
    );
  });

  test.each(['AAA', 'AA*A', '[1]', 'A=AA'])('a packed weight file with %s in it is refused', (text) => {
    const literal = text.startsWith('[') ? text : `"${text}"`;
    const files = new Map([['shard.min.js', new TextEncoder().encode(`module.exports=${literal}`)]]);
    const manifest = new Json('model.min.js', [{ paths: ['shard'], weights: [] }]);
    expect(() => readWeights(manifest, new SourceFiles('model.min.js', files))).toThrow(
      'shard.min.js cannot be read: it does not export base64.',
    );
  });
});
