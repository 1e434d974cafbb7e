import { field, floatField, packedFloats, textField, varintField } from './protobuf.js';

export interface TinyPort {
  readonly name: string;
  /** A string stands for a size that is open. */
  readonly dims: readonly (number | string)[];
}

export interface TinyNode {
  /** Operation of the default ONNX domain, such as `Identity`, `Add` or `Conv`. */
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers and lists of them become ints; `{ float }` is a float. */
  readonly attributes?: Readonly<
    Record<string, number | readonly number[] | { readonly float: number } | string>
  >;
}

export interface TinyTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: readonly number[] | Float32Array;
}

/** A graph over float32 tensors. */
export interface TinyGraph {
  readonly inputs: readonly TinyPort[];
  readonly outputs: readonly TinyPort[];
  readonly nodes: readonly TinyNode[];
  readonly constants?: readonly TinyTensor[];
}

const opset = 18;
const irVersion = 8;
const float32 = 1;
const attributeType = { float: 1, int: 2, text: 3, ints: 7 };

/**
 * Writes a small ONNX model (IR 8, opset 18) for tests, so that none has to be committed. Field numbers are those of onnx.proto3.
 */
export function tinyOnnx({ inputs, outputs, nodes, constants = [] }: TinyGraph): Uint8Array {
  const graph = join(
    ...nodes.map((node) => field(1, writeNode(node))),
    textField(2, 'tiny'),
    ...constants.map((constant) => field(5, writeConstant(constant))),
    ...inputs.map((port) => field(11, writePort(port))),
    ...outputs.map((port) => field(12, writePort(port))),
  );
  return Uint8Array.from(
    join(
      varintField(1, irVersion),
      textField(2, 'facet-testing'),
      field(7, graph),
      field(8, varintField(2, opset)),
    ),
  );
}

function writeNode({ op, inputs, outputs, attributes = {} }: TinyNode): readonly number[] {
  return join(
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      field(5, join(textField(1, name), writeAttribute(value))),
    ),
  );
}

function writeAttribute(value: NonNullable<TinyNode['attributes']>[string]): readonly number[] {
  if (typeof value === 'number') return join(varintField(3, value), varintField(20, attributeType.int));
  if (typeof value === 'string') return join(textField(4, value), varintField(20, attributeType.text));
  if ('float' in value) return join(floatField(2, value.float), varintField(20, attributeType.float));
  return join(...value.map((one) => varintField(8, one)), varintField(20, attributeType.ints));
}

function writeConstant({ name, dims, data }: TinyTensor): readonly number[] {
  return join(
    ...dims.map((size) => varintField(1, size)),
    varintField(2, float32),
    field(4, packedFloats(data)),
    textField(8, name),
  );
}

function writePort({ name, dims }: TinyPort): readonly number[] {
  const shape = join(
    ...dims.map((size) => field(1, typeof size === 'number' ? varintField(1, size) : textField(2, size))),
  );
  const type = field(1, join(varintField(1, float32), field(2, shape)));
  return join(textField(1, name), field(2, type));
}

function join(...parts: readonly (readonly number[])[]): readonly number[] {
  return parts.flat();
}
