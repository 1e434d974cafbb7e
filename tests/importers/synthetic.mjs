/** Small TensorFlow.js models written by hand. A weight is a float32 array with a shape, or a list of int32. */

/** @param {readonly (readonly [string, string, readonly string[]?, object?])[]} nodes name, operation, inputs, attributes */
export function graphModel(nodes, weights = {}) {
  const constants = Object.keys(weights).map((name) => ({ name, op: 'Const', input: [], attr: {} }));
  const others = nodes.map(([name, op, input = [], attr = {}]) => ({ name, op, input, attr }));
  return model(
    {
      format: 'graph-model',
      modelTopology: { node: [...constants, ...others], versions: { producer: 0, minConsumer: 0 } },
    },
    weights,
  );
}

/** @param {readonly (readonly [string, string, readonly string[], object])[]} layers name, class, inputs, config; the last is the output */
export function layersModel(layers, weights = {}) {
  const written = layers.map(([name, className, inputs, config]) => ({
    name,
    class_name: className,
    config: { name, ...config },
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  }));
  const config = {
    name: 'model',
    layers: written,
    input_layers: [[layers[0][0], 0, 0]],
    output_layers: [[layers.at(-1)[0], 0, 0]],
  };
  const modelTopology = {
    keras_version: '2.10.0',
    backend: 'tensorflow',
    model_config: { class_name: 'Functional', config },
  };
  return model({ format: 'layers-model', modelTopology }, weights);
}

/** The two files of a model: the main file and its weights. */
function model(json, weights) {
  const entries = Object.entries(weights).map(([name, weight]) =>
    Array.isArray(weight)
      ? { spec: { name, shape: [weight.length], dtype: 'int32' }, data: Int32Array.from(weight) }
      : { spec: { name, shape: weight.shape, dtype: weight.dtype ?? 'float32' }, data: weight.data },
  );
  const specs = entries.map(({ spec }) => spec);
  const bytes = Buffer.concat(
    entries.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  );
  return {
    json: { ...json, weightsManifest: [{ paths: ['weights.bin'], weights: specs }] },
    bytes: new Uint8Array(bytes),
  };
}

/** The files of a model as an importer gets them; the main one is `model.json`. */
export function filesOf({ json, bytes }) {
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(json))],
    ['weights.bin', bytes],
  ]);
}

/** Values between -1 and 1 that differ from each other. */
export function wave(shape, step = 0.7) {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * step)) };
}

export const attributes = {
  placeholder: (...sizes) => ({ shape: { shape: { dim: sizes.map((size) => ({ size: String(size) })) } } }),
  integers: (...values) => ({ list: { i: values.map(String) } }),
  integer: (value) => ({ i: String(value) }),
  text: (value) => ({ s: Buffer.from(value).toString('base64') }),
  texts: (...values) => ({ list: { s: values.map((value) => Buffer.from(value).toString('base64')) } }),
  flag: (b) => ({ b }),
  type: (name) => ({ type: name }),
  float: (f) => ({ f }),
  /** Of a convolution or pooling. */
  window: (padding, stride = 1, dilation = 1, kernel = 1) => ({
    padding: attributes.text(padding),
    strides: attributes.integers(1, stride, stride, 1),
    dilations: attributes.integers(1, dilation, dilation, 1),
    ksize: attributes.integers(1, kernel, kernel, 1),
    data_format: attributes.text('NHWC'),
  }),
};
