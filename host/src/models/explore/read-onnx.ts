import { elementType } from './element-types.js';
import type { Field } from './protobuf.js';
import { NotProtobuf, readFields, readNumbers, readText } from './protobuf.js';

export interface GraphPort {
  readonly name: string;
  readonly type: string;
  /** A string is a size that is open, by its name; absent dims are not stated. */
  readonly dims?: readonly (number | string)[];
}

export interface GraphTensor {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
}

/** What an ONNX file says about itself. */
export interface OnnxSummary {
  readonly ir: number;
  readonly producer: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: string;
  /** Initializers that count as inputs in old files are left out. */
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
  /** Operations with how often they occur, those of nested graphs included; the most frequent first. */
  readonly ops: readonly { readonly op: string; readonly count: number }[];
  readonly initializers: readonly GraphTensor[];
  /** Values of all initializers together. */
  readonly parameters: number;
}

/**
 * Reads an ONNX model without running it. Field numbers are those of onnx.proto.
 * @throws NotProtobuf for anything else.
 */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  let ir = 0;
  let producer = '';
  let version = '';
  let graph: Uint8Array | undefined;
  const opsets: { domain: string; version: number }[] = [];
  for (const field of readFields(bytes)) {
    if (field.number === 1) ir = field.value ?? 0;
    else if (field.number === 2) producer = readText(field);
    else if (field.number === 3) version = readText(field);
    else if (field.number === 7) graph = field.bytes;
    else if (field.number === 8) opsets.push(readOpset(message(field)));
  }
  if (!graph || ir === 0) throw new NotProtobuf('it has no graph');
  return { ir, producer: `${producer} ${version}`.trim(), opsets, ...readGraph(graph) };
}

function readGraph(bytes: Uint8Array): Omit<OnnxSummary, 'ir' | 'producer' | 'opsets'> {
  let graph = '';
  const inputs: GraphPort[] = [];
  const outputs: GraphPort[] = [];
  const initializers: GraphTensor[] = [];
  const counts = new Map<string, number>();
  countOps(bytes, counts);
  for (const field of readFields(bytes)) {
    if (field.number === 2) graph = readText(field);
    else if (field.number === 5) initializers.push(readTensor(message(field)));
    else if (field.number === 11) inputs.push(readPort(message(field)));
    else if (field.number === 12) outputs.push(readPort(message(field)));
  }
  const constants = new Set(initializers.map(({ name }) => name));
  return {
    graph,
    inputs: inputs.filter(({ name }) => !constants.has(name)),
    outputs,
    ops: [...counts]
      .map(([op, count]) => ({ op, count }))
      .sort((p, q) => q.count - p.count || (p.op < q.op ? -1 : 1)),
    initializers,
    parameters: initializers.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
  };
}

/** Nodes of a graph and of the graphs in their attributes (`If`, `Loop`). */
function countOps(graph: Uint8Array, counts: Map<string, number>): void {
  for (const node of readFields(graph)) {
    if (node.number !== 1) continue;
    let op = '';
    let domain = '';
    for (const field of readFields(message(node))) {
      if (field.number === 4) op = readText(field);
      else if (field.number === 7) domain = readText(field);
      else if (field.number === 5) {
        for (const attribute of readFields(message(field)))
          if (attribute.number === 6 || attribute.number === 11) countOps(message(attribute), counts);
      }
    }
    const name = domain === '' || domain === 'ai.onnx' ? op : `${domain}.${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
  let domain = '';
  let version = 0;
  for (const field of readFields(bytes)) {
    if (field.number === 1) domain = readText(field);
    else if (field.number === 2) version = field.value ?? 0;
  }
  return { domain: domain === '' ? 'ai.onnx' : domain, version };
}

function readTensor(bytes: Uint8Array): GraphTensor {
  const dims: number[] = [];
  let name = '';
  let type = 0;
  for (const field of readFields(bytes)) {
    if (field.number === 1) dims.push(...readNumbers(field));
    else if (field.number === 2) type = field.value ?? 0;
    else if (field.number === 8) name = readText(field);
  }
  return { name, type: elementType(type), dims };
}

/** ValueInfoProto: a name, and a type that is a tensor's nearly always. */
function readPort(bytes: Uint8Array): GraphPort {
  let name = '';
  let port: Omit<GraphPort, 'name'> = { type: 'other' };
  for (const field of readFields(bytes)) {
    if (field.number === 1) name = readText(field);
    if (field.number !== 2) continue;
    for (const kind of readFields(message(field)))
      if (kind.number === 1) port = readTensorType(message(kind));
  }
  return { name, ...port };
}

function readTensorType(bytes: Uint8Array): Omit<GraphPort, 'name'> {
  let type = 0;
  let dims: (number | string)[] | undefined;
  for (const field of readFields(bytes)) {
    if (field.number === 1) type = field.value ?? 0;
    if (field.number !== 2) continue;
    dims = [];
    for (const dim of readFields(message(field))) dims.push(readDim(message(dim)));
  }
  return { type: elementType(type), ...(dims && { dims }) };
}

function readDim(bytes: Uint8Array): number | string {
  for (const field of readFields(bytes)) {
    if (field.number === 1) return field.value ?? 0;
    if (field.number === 2) return readText(field);
  }
  return '?';
}

function message({ bytes }: Field): Uint8Array {
  if (bytes) return bytes;
  throw new NotProtobuf('a number stands where a message belongs');
}
