import { graphInvalid } from '../errors.js';
import type { Json } from '../weights/index.js';
import { Attributes } from './attributes.js';

/** A node of the TensorFlow graph. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of the nodes it reads; every operation converted here has a single output. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

export interface GraphModel {
  readonly file: string;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Names of the output nodes. */
  readonly outputs: readonly string[];
}

/** Reads `modelTopology` and the signature of a TensorFlow.js graph model. */
export function readGraphModel(json: Json): GraphModel {
  const nodes = new Map<string, GraphNode>();
  for (const entry of json.get('modelTopology').get('node').list()) {
    const node = readNode(entry);
    if (nodes.has(node.name)) throw graphInvalid(json.file, node.name, 'two nodes have this name');
    nodes.set(node.name, node);
  }
  const outputs = [...(signatureOutputs(json) ?? unconsumed(nodes))].sort();
  if (outputs.length === 0) throw graphInvalid(json.file, 'its outputs', 'it has none');
  return { file: json.file, nodes, outputs };
}

function readNode(json: Json): GraphNode {
  const name = json.get('name').text();
  const inputs = (json.optional('input')?.list() ?? []).map((input) => input.text());
  return {
    name,
    op: json.get('op').text(),
    // "^name" only orders execution.
    inputs: inputs
      .filter((input) => !input.startsWith('^'))
      .map((input) => withoutFirst(json.file, name, input)),
    attributes: new Attributes(json.file, name, json.optional('attr')),
  };
}

function signatureOutputs(json: Json): readonly string[] | undefined {
  const signature = json.optional('signature') ?? json.optional('userDefinedMetadata')?.optional('signature');
  const outputs = signature?.optional('outputs');
  if (outputs === undefined) return undefined;
  return outputs
    .keys()
    .map((key) => withoutFirst(json.file, key, outputs.get(key).optional('name')?.text() ?? key));
}

/** Models without a signature: what no other node reads. */
function unconsumed(nodes: ReadonlyMap<string, GraphNode>): readonly string[] {
  const read = new Set([...nodes.values()].flatMap((node) => node.inputs));
  const sources = new Set(['Const', 'Placeholder', 'NoOp']);
  return [...nodes.values()]
    .filter((node) => !read.has(node.name) && !sources.has(node.op))
    .map(({ name }) => name);
}

/** `name:0` is the first output of `name`. */
function withoutFirst(file: string, node: string, reference: string): string {
  const [name = '', index = '0'] = reference.split(':');
  if (index !== '0')
    throw graphInvalid(file, node, `it uses ${reference}, but only first outputs can be converted`);
  return name;
}
