/**
 * The smallest ONNX file that makes a device work: `y = x + x` over two float32 values (opset 13).
 * ModelProto written out field by field (onnx.proto3).
 */
export const probeModel: Uint8Array = message(
  varint(1, 8),
  nested(8, text(1, ''), varint(2, 13)),
  nested(
    7,
    nested(1, text(1, 'x'), text(1, 'x'), text(2, 'y'), text(4, 'Add')),
    text(2, 'probe'),
    nested(11, ...floatPair('x')),
    nested(12, ...floatPair('y')),
  ),
);

/** A ValueInfoProto of type float32[2]. */
function floatPair(name: string): Uint8Array[] {
  return [text(1, name), nested(2, nested(1, varint(1, 1), nested(2, nested(1, varint(1, 2)))))];
}

function varint(field: number, value: number): Uint8Array {
  return Uint8Array.of(field << 3, value);
}

function text(field: number, value: string): Uint8Array {
  return block(field, new TextEncoder().encode(value));
}

function nested(field: number, ...parts: Uint8Array[]): Uint8Array {
  return block(field, message(...parts));
}

/** Lengths stay below 128 here, so that one byte holds them. */
function block(field: number, bytes: Uint8Array): Uint8Array {
  return message(Uint8Array.of((field << 3) | 2, bytes.length), bytes);
}

function message(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
