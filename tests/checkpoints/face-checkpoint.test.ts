import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  checkpointFile,
  checkpointName,
  decodeCheckpoint,
  encodeCheckpoint,
  foreignRecognizer,
  readCheckpoint,
} from '../../host/dist/checkpoints/index.js';

const vector = Float32Array.from({ length: 128 }, (_, i) => i / 100 - 0.5);
const embedding = { model: 'color/rgb@1', vector };
const view = {
  width: 2,
  data: Uint8ClampedArray.of(1, 2, 3, 4),
  mesh: Float32Array.of(0.5, -1),
  indices: Uint16Array.of(7, 65535),
  wide: Float64Array.of(Math.PI),
};
const data = { views: [view, view], limit: Infinity, none: undefined, nothing: null, text: 'ß', yes: true };

/** A safetensors file with a header as it is given. */
function file(header: unknown, body = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

/** What FaceSwapLab writes: age, gender and a raw embedding of 512 values, without metadata. */
function faceSwapLabFile(gender = 1): Uint8Array {
  const body = new Uint8Array(2064);
  const at = new DataView(body.buffer);
  at.setBigInt64(0, 41n, true);
  at.setBigInt64(8, BigInt(gender), true);
  for (let i = 0; i < 512; i++) at.setFloat32(16 + 4 * i, i / 512, true);
  return file(
    {
      age: { dtype: 'I64', shape: [], data_offsets: [0, 8] },
      gender: { dtype: 'I64', shape: [], data_offsets: [8, 16] },
      embedding: { dtype: 'F32', shape: [512], data_offsets: [16, 2064] },
    },
    body,
  );
}

describe('a face checkpoint', () => {
  test('keeps the identity, gender and age', () => {
    const bytes = encodeCheckpoint({ embedding, gender: 'male', age: 33.6 });
    expect(decodeCheckpoint(bytes, 'a')).toEqual({ embedding, gender: 'male', age: 34 });
  });

  test('without texture is about two kilobytes for 512 values', () => {
    const long = { model: foreignRecognizer, vector: new Float32Array(512).fill(0.25) };
    expect(encodeCheckpoint({ embedding: long, gender: 'female', age: 20 }).length).toBeLessThan(2500);
  });

  test('keeps what a swapper prepared: typed arrays, nesting, and numbers JSON lacks', () => {
    const prepared = { swapper: 'mesh-swap/mesh', version: '0.1.0', format: 2, data };
    const read = decodeCheckpoint(encodeCheckpoint({ embedding, prepared }), 'a');
    expect(read.prepared).toEqual(prepared);
    const [first] = (read.prepared?.data as typeof data).views;
    expect(Object.prototype.toString.call(first!.data)).toBe('[object Uint8ClampedArray]');
  });

  test('lays out embedding, gender and age as FaceSwapLab and ReActor read them', () => {
    const bytes = encodeCheckpoint({
      embedding,
      gender: 'male',
      age: 33,
      prepared: { swapper: 'a/b', version: '1.0.0', format: 1, data },
    });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: number[] }
    >;
    expect((8 + length) % 8).toBe(0);
    expect(header.age).toEqual({ dtype: 'I64', shape: [], data_offsets: [0, 8] });
    expect(header.gender).toEqual({ dtype: 'I64', shape: [], data_offsets: [8, 16] });
    expect(header.embedding).toEqual({ dtype: 'F32', shape: [128], data_offsets: [16, 528] });
    // No gaps and no types torch does not know.
    const tensors = Object.entries(header).filter(([key]) => key !== '__metadata__');
    let end = 0;
    for (const [, { dtype, data_offsets: offsets }] of tensors) {
      expect(['F64', 'F32', 'I64', 'I32', 'I16', 'I8', 'U8']).toContain(dtype);
      expect(offsets[0]).toBe(end);
      end = offsets[1]!;
    }
    expect(8 + length + end).toBe(bytes.length);
  });

  test('of FaceSwapLab is read, as one of its own recognizer', () => {
    const read = decodeCheckpoint(faceSwapLabFile(), 'theirs');
    expect(read).toMatchObject({ gender: 'male', age: 41, embedding: { model: foreignRecognizer } });
    expect(read.embedding.vector).toHaveLength(512);
  });

  test('of ReActor is read, whatever else it holds', () => {
    const tensors = [
      ['bbox', 'F32', [4], 16],
      ['kps', 'F32', [5, 2], 40],
      ['det_score', 'F32', [], 4],
      ['landmark_3d_68', 'F32', [68, 3], 816],
      ['pose', 'F32', [3], 12],
      ['landmark_2d_106', 'F32', [106, 2], 848],
      ['embedding', 'F32', [512], 2048],
      ['gender', 'I64', [], 8],
      ['age', 'I64', [], 8],
    ] as const;
    let end = 0;
    const header: Record<string, object> = {};
    for (const [key, dtype, shape, bytes] of tensors) {
      header[key] = { dtype, shape, data_offsets: [end, end + bytes] };
      end += bytes;
    }
    const body = new Uint8Array(end);
    const at = new DataView(body.buffer);
    at.setFloat32(end - 16 - 4, 0.75, true);
    at.setBigInt64(end - 8, 29n, true);
    const read = decodeCheckpoint(file(header, body), 'theirs');
    expect(read).toMatchObject({ gender: 'female', age: 29, embedding: { model: foreignRecognizer } });
    expect(read.embedding.vector.at(-1)).toBe(0.75);
  });

  test('refuses what is no plain data, and says what', () => {
    const prepared = { swapper: 'a/b', version: '1.0.0', format: 1, data: { cache: new Map() } };
    expect(() => encodeCheckpoint({ embedding, prepared })).toThrow(/a\/b.*cannot be saved: it holds a Map/);
  });
});

describe('a damaged or hostile file is a sentence', () => {
  const tensor = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const four = new Uint8Array(4);
  const huge = new Uint8Array(16);
  new DataView(huge.buffer).setBigUint64(0, 2n ** 62n, true);
  test.each([
    ['an empty file', new Uint8Array(0), 'too few for a header'],
    ['a header of 4 EiB', huge, 'its header claims 4611686018427387904 bytes'],
    ['a header that is no JSON', file('{"a":'), 'not JSON'],
    ['a header that is a list', file([1]), 'not an object'],
    [
      'a tensor beyond the end',
      file({ embedding: { ...tensor, data_offsets: [0, 400], shape: [100] } }, four),
      'beyond the end',
    ],
    [
      'offsets the wrong way round',
      file({ embedding: { ...tensor, data_offsets: [4, 0] } }, four),
      'beyond the end',
    ],
    [
      'a shape of 2^60 values',
      file({ embedding: { ...tensor, shape: [2 ** 30, 2 ** 30] } }, four),
      'its shape asks for',
    ],
    ['a negative shape', file({ embedding: { ...tensor, shape: [-1] } }, four), 'no proper shape'],
    ['an unknown type', file({ embedding: { ...tensor, dtype: '__proto__' } }, four), 'no type'],
    ['a tensor that is no object', file({ embedding: 7 }), 'no type'],
    [
      'no embedding',
      file({ age: { dtype: 'I64', shape: [], data_offsets: [0, 8] } }, new Uint8Array(8)),
      'holds no embedding',
    ],
    [
      'an embedding that is no number',
      file({ embedding: tensor }, Uint8Array.of(0, 0, 192, 127)),
      'not finite',
    ],
    ['a third gender', faceSwapLabFile(2), 'its gender is 2'],
    [
      'metadata that is no text',
      file({ __metadata__: { facet: 1 }, embedding: tensor }, four),
      'metadata is not text',
    ],
    ['a later version', file({ __metadata__: { facet: '9' }, embedding: tensor }, four), 'version 9'],
    [
      'a texture that is not there',
      file(
        {
          __metadata__: {
            facet: '1',
            'facet.swapper': 'a/b',
            'facet.swapper.version': '1.0.0',
            'facet.prepared': '{"t":[3,"Float32Array"]}',
          },
          embedding: tensor,
        },
        four,
      ),
      'names a tensor that is not there',
    ],
    [
      'endless nesting',
      file(
        {
          __metadata__: {
            facet: '1',
            'facet.swapper': 'a/b',
            'facet.swapper.version': '1.0.0',
            'facet.prepared': `${'['.repeat(9000)}${']'.repeat(9000)}`,
          },
          embedding: tensor,
        },
        four,
      ),
      'nested too deep',
    ],
  ])('%s', (_, bytes, reason) => {
    expect(() => decodeCheckpoint(bytes, 'bad.safetensors')).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_INVALID',
        message: expect.stringContaining(reason) as unknown,
      }),
    );
  });

  test('any cut of a sound file is refused or read, and never anything else', () => {
    const whole = encodeCheckpoint({
      embedding,
      gender: 'male',
      age: 3,
      prepared: { swapper: 'a/b', version: '1.0.0', format: 1, data },
    });
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => decodeCheckpoint(whole.slice(0, length), 'cut')).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_INVALID' }),
      );
    }
  });
});

describe('a checkpoint on disk', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facet-checkpoints-'));

  test('that is missing, a folder, or far too large is a sentence', async () => {
    const large = path.join(folder, 'large.safetensors');
    writeFileSync(large, '');
    truncateSync(large, 2 ** 29);
    await expect(readCheckpoint(path.join(folder, 'gone.safetensors'))).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_FOUND',
    });
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' });
    await expect(readCheckpoint(large)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' });
  });

  test.each([
    ['Alice B.', 'Alice_B.'],
    ['../../etc/passwd', '....etcpasswd'],
    ['Zoë/ß', 'Zo'],
    ['漢字', 'default_name'],
    ['', 'default_name'],
  ])('the name %j becomes %j', (name, expected) => {
    expect(checkpointName(name)).toBe(expected);
  });

  test('long names fit a file system, with their number', async () => {
    expect(path.basename(await checkpointFile(folder, 'x'.repeat(400), false)).length).toBeLessThanOrEqual(
      255,
    );
  });

  test('a taken name is numbered, or replaced when it may be', async () => {
    const taken = path.join(folder, 'alice.safetensors');
    writeFileSync(taken, encodeCheckpoint({ embedding }));
    expect(readFileSync(taken).length).toBeLessThan(1000);
    expect(await checkpointFile(folder, 'alice', false)).toBe(path.join(folder, 'alice_1.safetensors'));
    writeFileSync(path.join(folder, 'alice_1.safetensors'), '');
    expect(await checkpointFile(folder, 'alice', false)).toBe(path.join(folder, 'alice_2.safetensors'));
    expect(await checkpointFile(folder, 'alice', true)).toBe(taken);
  });
});
