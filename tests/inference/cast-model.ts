/** Element types by their numbers in onnx.proto3 (TensorProto.DataType). */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;
export type ElementType = keyof typeof elementTypes;

/** An ONNX model of one Cast (opset 18, IR 8): `x`, four values of one type, becomes `y` of another. */
export function castModel(from: ElementType, to: ElementType): Uint8Array {
  // Field 20, the attribute's type, needs two bytes of tag; 2 says int.
  const attribute = [...text(1, 'to'), ...number(3, elementTypes[to]), 0xa0, 1, 2];
  const node = [...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Cast'), ...block(5, attribute)];
  const graph = [
    ...block(1, node),
    ...text(2, 'g'),
    ...block(11, port('x', from)),
    ...block(12, port('y', to)),
  ];
  return Uint8Array.from([...number(1, 8), ...block(7, graph), ...block(8, number(2, 18))]);
}

function port(name: string, type: ElementType): number[] {
  const shape = block(1, number(1, 4));
  return [...text(1, name), ...block(2, block(1, [...number(1, elementTypes[type]), ...block(2, shape)]))];
}

function number(field: number, value: number): number[] {
  return [field << 3, value];
}

function text(field: number, value: string): number[] {
  return block(field, [...new TextEncoder().encode(value)]);
}

/** One byte holds the length: everything here is shorter than 128. */
function block(field: number, bytes: readonly number[]): number[] {
  return [(field << 3) | 2, bytes.length, ...bytes];
}
