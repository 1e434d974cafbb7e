/** One field of a protobuf message: its number, and a number or the bytes it holds. */
export interface Field {
  readonly number: number;
  /** Of varints and fixed-width values. */
  readonly value?: number;
  /** Of strings, messages and packed lists. */
  readonly bytes?: Uint8Array;
}

/** The bytes are no protobuf message. */
export class NotProtobuf extends Error {}

/**
 * Reads the fields of a protobuf message, one after another, without copying. Whole numbers beyond 2^53 lose precision; negative ones come out as such.
 * @throws NotProtobuf where the bytes end too early or a field has a type there is not.
 */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const tag = readVarint(reader);
    const number = Math.floor(tag / 8);
    if (number === 0) throw new NotProtobuf('a field has the number 0');
    switch (tag % 8) {
      case 0:
        yield { number, value: readVarint(reader) };
        break;
      case 1:
        yield { number, bytes: take(reader, 8) };
        break;
      case 2:
        yield { number, bytes: take(reader, readVarint(reader)) };
        break;
      case 5:
        yield { number, bytes: take(reader, 4) };
        break;
      default:
        throw new NotProtobuf(`a field has the type ${tag % 8}`);
    }
  }
}

/** The numbers of a repeated field, whether they are packed or not. */
export function readNumbers(field: Field): readonly number[] {
  if (field.value !== undefined) return [field.value];
  const reader = { bytes: field.bytes ?? new Uint8Array(), at: 0 };
  const numbers: number[] = [];
  while (reader.at < reader.bytes.length) numbers.push(readVarint(reader));
  return numbers;
}

export function readText({ bytes }: Field): string {
  return new TextDecoder().decode(bytes);
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function readVarint(reader: Reader): number {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw new NotProtobuf('it ends in the middle of a number');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return Number(BigInt.asIntN(64, value));
  }
  throw new NotProtobuf('a number is longer than ten bytes');
}

function take(reader: Reader, length: number): Uint8Array {
  const end = reader.at + length;
  if (length < 0 || end > reader.bytes.length) throw new NotProtobuf('it ends in the middle of a field');
  const taken = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return taken;
}
