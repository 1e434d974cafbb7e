import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { FrameReader, writeFrame } from '../../host/dist/engine/pipe.js';
import { tempFolder } from '../support/facet.ts';

/** What a pipe would carry for these messages. */
function written(messages: readonly unknown[]): Buffer {
  const file = path.join(tempFolder(), 'pipe');
  const fd = openSync(file, 'w');
  for (const message of messages) writeFrame(fd, message);
  closeSync(fd);
  return readFileSync(file);
}

function read(bytes: Buffer, pieceBytes: number): readonly unknown[] {
  const messages: unknown[] = [];
  const reader = new FrameReader((message) => messages.push(message));
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.add(bytes.subarray(at, at + pieceBytes));
  return messages;
}

const pixels = new Uint8Array(100_000).map((_, n) => n % 251);
const messages = [
  { type: 'begin', id: 1, activity: { kind: 'stage', name: 'swap', limitMs: 0 } },
  { type: 'answer', value: { pixels, embedding: new Float32Array([0.5, -1]), absent: undefined } },
  { type: 'answer', value: undefined },
  { type: 'end', id: 1 },
];

test.each([1, 3, 4, 4096, 1 << 20])(
  'messages come out of pieces of %i bytes as they went in',
  (pieceBytes) => {
    const found = read(written(messages), pieceBytes);
    expect(found).toEqual(messages);
    const [, second] = found as [unknown, { value: { embedding: Float32Array } }];
    expect(second.value.embedding.constructor.name).toBe('Float32Array');
  },
);

test('a message cut off by the end of its process is dropped, those before it are not', () => {
  const bytes = written(messages);
  expect(read(bytes.subarray(0, -1), 4096)).toEqual(messages.slice(0, -1));
});
