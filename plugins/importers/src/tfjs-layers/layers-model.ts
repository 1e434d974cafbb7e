import { graphInvalid } from '../errors.js';
import type { Json } from '../weights/index.js';

/** A layer and the layers it reads. */
export interface LayerNode {
  readonly name: string;
  readonly className: string;
  readonly config: Json;
  readonly inputs: readonly string[];
}

export interface LayersModel {
  readonly file: string;
  readonly layers: readonly LayerNode[];
  readonly outputs: readonly string[];
}

/** Reads the topology of a functional Keras model; a layer that is used twice (a shared one) is not supported. */
export function readLayersModel(json: Json): LayersModel {
  const model = json.get('modelTopology').get('model_config');
  const kind = model.get('class_name').text();
  if (kind !== 'Model' && kind !== 'Functional')
    throw graphInvalid(json.file, 'its topology', `a ${kind} model cannot be converted`);
  const config = model.get('config');
  return {
    file: json.file,
    layers: config.get('layers').list().map(readLayer),
    outputs: config
      .get('output_layers')
      .list()
      .map((reference) => readReference(reference)),
  };
}

function readLayer(json: Json): LayerNode {
  const name = json.get('name').text();
  const [first, ...shared] = json.get('inbound_nodes').list();
  if (shared.length > 0)
    throw graphInvalid(json.file, name, 'a layer that is used several times cannot be converted');
  return {
    name,
    className: json.get('class_name').text(),
    config: json.get('config'),
    inputs: first === undefined ? [] : first.list().map(readReference),
  };
}

/** `[layer, node, tensor, …]`: a layer used once with one output is always `[layer, 0, 0]`. */
function readReference(json: Json): string {
  const [layer, node, tensor] = json.list();
  if (layer === undefined || node?.integer() !== 0 || tensor?.integer() !== 0) {
    throw graphInvalid(json.file, json.path, 'only the first output of a layer can be used');
  }
  return layer.text();
}
