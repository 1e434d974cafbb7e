/*
 * The wire format of protocol buffers, as far as a small ONNX file needs it: varints, 32-bit floats and length-delimited fields.
 */

const wire = { varint: 0, bytes: 2, fixed32: 5 };

export function varintField(number: number, value: number): readonly number[] {
  return [...tag(number, wire.varint), ...varint(value)];
}

export function floatField(number: number, value: number): readonly number[] {
  return [...tag(number, wire.fixed32), ...packedFloats([value])];
}

export function textField(number: number, text: string): readonly number[] {
  return field(number, [...new TextEncoder().encode(text)]);
}

/** A nested message, or packed values. */
export function field(number: number, content: readonly number[]): readonly number[] {
  return [...tag(number, wire.bytes), ...varint(content.length), ...content];
}

export function packedFloats(values: ArrayLike<number>): readonly number[] {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  return [...new Uint8Array(view.buffer)];
}

function tag(number: number, type: number): readonly number[] {
  return varint((number << 3) | type);
}

/** Negative numbers take ten bytes, as 64-bit two's complement. */
function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return bytes;
}
