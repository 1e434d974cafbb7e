import { atNode, graphInvalid, opUnknown } from '../errors.js';
import { GraphBuilder, type Value } from '../onnx/index.js';
import { readWeights, type SourceFiles } from '../weights/index.js';
import { Layer } from './layer.js';
import { layers } from './layers.js';
import { readLayersModel, type LayerNode, type LayersModel } from './layers-model.js';

/**
 * Converts a TensorFlow.js layers model (Keras). Inputs and outputs are named after their layers and stay NHWC; sizes that the
 * model leaves open stay open.
 * @throws FacetError `IMPORT_*`.
 */
export function convertLayersModel(files: SourceFiles): Uint8Array {
  const json = files.mainJson();
  const model = readLayersModel(json);
  const weights = readWeights(json.get('weightsManifest'), files);
  const graph = new GraphBuilder(model.outputs);
  const values = new Map<string, Value>();
  // Keras writes layers in an order in which each one comes after the layers it reads.
  for (const node of model.layers) {
    const inputs = node.inputs.map((input) => valueOf(model, values, input, node.name));
    values.set(
      node.name,
      node.className === 'InputLayer'
        ? input(graph, node)
        : emit(graph, model, new Layer(node, inputs, weights), node),
    );
  }
  for (const output of model.outputs) graph.output(valueOf(model, values, output, 'the outputs'), output);
  return graph.build('model');
}

function valueOf(
  model: LayersModel,
  values: ReadonlyMap<string, Value>,
  name: string,
  reader: string,
): Value {
  const value = values.get(name);
  if (value === undefined) throw graphInvalid(model.file, reader, `no layer ${name} comes before it`);
  return value;
}

function input(graph: GraphBuilder, node: LayerNode): Value {
  const [, ...rest] = node.config.get('batch_input_shape').list();
  return graph.input(node.name, [null, ...rest.map((size) => (size.value === null ? null : size.integer()))]);
}

function emit(graph: GraphBuilder, model: LayersModel, layer: Layer, node: LayerNode): Value {
  const emitLayer = layers.get(node.className);
  if (emitLayer === undefined) throw opUnknown(model.file, node.className, node.name);
  return atNode(model.file, `${node.name} (${node.className})`, () => emitLayer(graph, layer));
}
