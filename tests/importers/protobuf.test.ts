import { describe, expect, test } from '@jest/globals';
import { ProtoMessage } from '../../plugins/importers/dist/onnx/index.js';

/** The examples of https://protobuf.dev/programming-guides/encoding, and what protoc gives for the others. */
describe('the protobuf writer', () => {
  const cases: [string, ProtoMessage, string][] = [
    ['a small number', new ProtoMessage().integer(1, 1), '08 01'],
    ['a number of two bytes', new ProtoMessage().integer(1, 150), '08 96 01'],
    ['zero', new ProtoMessage().integer(3, 0), '18 00'],
    ['a negative number', new ProtoMessage().integer(1, -1), '08 ff ff ff ff ff ff ff ff ff 01'],
    ['a field number of two bytes', new ProtoMessage().integer(20, 7), 'a0 01 07'],
    [
      'the largest 64-bit number',
      new ProtoMessage().integer(1, 2n ** 63n - 1n),
      '08 ff ff ff ff ff ff ff ff 7f',
    ],
    ['a text', new ProtoMessage().text(2, 'testing'), '12 07 74 65 73 74 69 6e 67'],
    ['a text beyond ASCII', new ProtoMessage().text(2, 'é'), '12 02 c3 a9'],
    ['a float', new ProtoMessage().float(2, 1.5), '15 00 00 c0 3f'],
    ['bytes', new ProtoMessage().bytes(9, Uint8Array.of(0, 255)), '4a 02 00 ff'],
    [
      'a message in a message',
      new ProtoMessage().message(3, new ProtoMessage().integer(1, 150)),
      '1a 03 08 96 01',
    ],
    ['an empty message', new ProtoMessage().message(3, new ProtoMessage()), '1a 00'],
  ];

  test.each(cases)('writes %s', (_, message, expected) => {
    const bytes = message.finish();
    expect(Buffer.from(bytes).toString('hex')).toBe(expected.replaceAll(' ', ''));
    expect(message.sizeBytes).toBe(bytes.length);
  });

  test('writes the length of a long message in several bytes', () => {
    const bytes = new ProtoMessage().bytes(1, new Uint8Array(300)).finish();
    expect(Array.from(bytes.subarray(0, 3))).toEqual([0x0a, 0xac, 0x02]);
    expect(bytes).toHaveLength(303);
  });
});
