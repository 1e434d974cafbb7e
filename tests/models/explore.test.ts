import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { tinyOnnx } from '@facet/testing';
import * as fc from 'fast-check';
import type { ExploredModel } from '../../host/dist/models/explore/explore-model.js';
import { NotProtobuf } from '../../host/dist/models/explore/protobuf.js';
import { readOnnx } from '../../host/dist/models/explore/read-onnx.js';
import { facet, tempFolder } from '../support/facet.ts';

/** `y = relu(conv(x, w)) + b + b`, for a picture of any height. */
const model = tinyOnnx({
  inputs: [{ name: 'x', dims: [1, 3, 'height', 8] }],
  outputs: [{ name: 'y', dims: [1, 2, 'height', 8] }],
  nodes: [
    { op: 'Conv', inputs: ['x', 'w'], outputs: ['c'] },
    { op: 'Relu', inputs: ['c'], outputs: ['r'] },
    { op: 'Add', inputs: ['r', 'b'], outputs: ['s'] },
    { op: 'Add', inputs: ['s', 'b'], outputs: ['y'] },
  ],
  constants: [
    { name: 'w', dims: [2, 3, 1, 1], data: [1, 2, 3, 4, 5, 6] },
    { name: 'b', dims: [1, 2, 1, 1], data: [7, 8] },
  ],
});

describe('facet models explore', () => {
  test('says what a file holds', async () => {
    const cwd = tempFolder();
    writeFileSync(path.join(cwd, 'tiny.onnx'), model);
    const { code, stdout } = await facet(['models', 'explore', 'tiny.onnx', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: path.join(cwd, 'tiny.onnx'),
      bytes: model.length,
      ir: 8,
      producer: 'facet-testing',
      opsets: [{ domain: 'ai.onnx', version: 18 }],
      inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 'height', 8] }],
      outputs: [{ name: 'y', type: 'float32', dims: [1, 2, 'height', 8] }],
      ops: [
        { op: 'Add', count: 2 },
        { op: 'Conv', count: 1 },
        { op: 'Relu', count: 1 },
      ],
      initializers: [
        { name: 'w', type: 'float32', dims: [2, 3, 1, 1] },
        { name: 'b', type: 'float32', dims: [1, 2, 1, 1] },
      ],
      parameters: 8,
    } satisfies Partial<ExploredModel>);
  });

  test('shows it to people', async () => {
    const cwd = tempFolder();
    writeFileSync(path.join(cwd, 'tiny.onnx'), model);
    const { stdout } = await facet(['models', 'explore', 'tiny.onnx'], { cwd });
    expect(stdout).toMatch(/x +float32 +\[1, 3, height, 8\]/);
    expect(stdout).toMatch(/2 +Add/);
    expect(stdout).toContain('2 initializers, 8 values');
  });

  test('knows a model of a plugin by its name', async () => {
    const { code, stdout } = await facet(['models', 'explore', 'facemesh', '--json']);
    expect(code).toBe(0);
    const { inputs, ops } = JSON.parse(stdout) as ExploredModel;
    expect(inputs[0]?.dims?.slice(1)).toEqual([192, 192, 3]);
    expect(ops.some(({ op, count }) => op === 'Conv' && count > 10)).toBe(true);
  });

  test.each([
    ['a file that is not there', 'none.onnx', 'MODEL_FILE_MISSING'],
    ['a picture', 'picture.onnx', 'MODEL_FILE_UNREADABLE'],
    ['an empty file', 'empty.onnx', 'MODEL_FILE_UNREADABLE'],
    ['half a model', 'half.onnx', 'MODEL_FILE_UNREADABLE'],
    ['a name no plugin knows', 'facemush', 'UNKNOWN_MODEL'],
  ])('refuses %s with a sentence', async (_, name, expected) => {
    const cwd = tempFolder();
    writeFileSync(
      path.join(cwd, 'picture.onnx'),
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]),
    );
    writeFileSync(path.join(cwd, 'empty.onnx'), '');
    writeFileSync(path.join(cwd, 'half.onnx'), model.subarray(0, model.length / 2));
    const { code, stderr } = await facet(['models', 'explore', name], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('whatever the bytes, reading ends with a summary or says that they are no model', () => {
  const mutated = fc.tuple(fc.nat(model.length - 1), fc.nat(255), fc.nat(model.length));
  fc.assert(
    fc.property(mutated, ([at, value, length]) => {
      const bytes = Uint8Array.from(model);
      bytes[at] = value;
      try {
        expect(readOnnx(bytes.subarray(0, length)).ops.length).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(NotProtobuf);
      }
    }),
    { numRuns: 500 },
  );
});
