import { attributeProto, type Attribute } from './attribute.js';
import { ProtoMessage } from './protobuf.js';
import type { Tensor } from './tensor.js';
import type { Value } from './value.js';

/** TensorProto.DataType of onnx.proto. */
const dataTypes = { float32: 1, int64: 7, float16: 10 } as const;

export const opset = 18;
const irVersion = 8;

export interface NodeRecord {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface ModelRecord {
  readonly name: string;
  readonly nodes: readonly NodeRecord[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** Writes ModelProto of onnx.proto. The same record gives the same bytes on every machine. */
export function writeModel(model: ModelRecord): Uint8Array {
  const graph = new ProtoMessage();
  for (const node of model.nodes) graph.message(1, nodeProto(node));
  graph.text(2, model.name);
  for (const [name, tensor] of model.initializers) graph.message(5, tensorProto(name, tensor));
  for (const input of model.inputs) graph.message(11, valueProto(input));
  for (const output of model.outputs) graph.message(12, valueProto(output));
  return new ProtoMessage()
    .integer(1, irVersion)
    .text(2, 'facet')
    .message(7, graph)
    .message(8, new ProtoMessage().text(1, '').integer(2, opset))
    .finish();
}

function nodeProto(node: NodeRecord): ProtoMessage {
  const proto = new ProtoMessage();
  for (const input of node.inputs) proto.text(1, input);
  for (const output of node.outputs) proto.text(2, output);
  proto.text(3, node.name).text(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) proto.message(5, attributeProto(name, value));
  return proto;
}

function tensorProto(name: string, tensor: Tensor): ProtoMessage {
  const proto = new ProtoMessage();
  for (const dim of tensor.dims) proto.integer(1, dim);
  return proto.integer(2, dataTypes[tensor.type]).text(8, name).bytes(9, rawData(tensor));
}

/** Little-endian, as ONNX wants it and as every platform that onnxruntime-node supports stores it. */
function rawData(tensor: Tensor): Uint8Array {
  const data = tensor.type === 'int64' ? BigInt64Array.from(tensor.data, BigInt) : tensor.data;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** An open size gets a name: axis 0 is the batch, axes 1 and 2 of a picture are its height and width. */
function valueProto(value: Value): ProtoMessage {
  const shape = new ProtoMessage();
  value.dims.forEach((dim, axis) => {
    const proto = new ProtoMessage();
    shape.message(1, dim === null ? proto.text(2, openDimension(value.name, axis)) : proto.integer(1, dim));
  });
  const tensorType = new ProtoMessage().integer(1, dataTypes[value.type]).message(2, shape);
  return new ProtoMessage().text(1, value.name).message(2, new ProtoMessage().message(1, tensorType));
}

function openDimension(name: string, axis: number): string {
  return axis === 0 ? 'batch' : `${name}_${['batch', 'height', 'width'][axis] ?? `axis${axis}`}`;
}
