import { atNode, graphInvalid, opUnknown } from '../errors.js';
import { GraphBuilder, type Tensor, type Value } from '../onnx/index.js';
import { readWeights, type SourceFiles } from '../weights/index.js';
import { readGraphModel, type GraphModel, type GraphNode } from './graph-model.js';
import { Operation } from './operation.js';
import { operations } from './ops/index.js';
import { inOrder } from './order.js';

/**
 * Converts a TensorFlow.js graph model. Inputs and outputs keep their names and stay NHWC; the batch is open even where the
 * model was exported with a batch of one.
 * @throws FacetError `IMPORT_*`.
 */
export function convertGraphModel(files: SourceFiles): Uint8Array {
  const json = files.mainJson();
  const model = readGraphModel(json);
  const weights = readWeights(json.get('weightsManifest'), files);
  const graph = new GraphBuilder(model.outputs);
  const values = new Map<string, Value>();
  for (const node of inOrder(model)) values.set(node.name, emit(graph, model, node, weights, values));
  for (const output of model.outputs) graph.output(values.get(output)!, output);
  return graph.build('model');
}

function emit(
  graph: GraphBuilder,
  model: GraphModel,
  node: GraphNode,
  weights: ReadonlyMap<string, Tensor>,
  values: ReadonlyMap<string, Value>,
): Value {
  if (node.op === 'Placeholder') return placeholder(graph, node);
  if (node.op === 'Const') {
    const tensor = weights.get(node.name);
    if (tensor === undefined)
      throw graphInvalid(model.file, node.name, 'the manifest has no weights for this constant');
    return graph.constant(tensor, node.name);
  }
  const emitOperation = operations.get(node.op);
  if (emitOperation === undefined) throw opUnknown(model.file, node.op, node.name);
  const inputs = node.inputs.map((input) => values.get(input)!);
  const operation = new Operation(model.file, node, inputs);
  return atNode(model.file, `${node.name} (${node.op})`, () => emitOperation(graph, operation));
}

function placeholder(graph: GraphBuilder, node: GraphNode): Value {
  const shape = node.attributes.shape('shape');
  return graph.input(
    node.name,
    shape.map((size, axis) => (axis === 0 || size < 0 ? null : size)),
  );
}
