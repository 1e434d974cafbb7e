import {
  batchNorm,
  binary,
  clip,
  concat,
  conv2d,
  dense,
  depthwiseConv2d,
  flatten,
  pool2d,
  reduce,
  repeatPixels,
  unary,
  zeroPad,
  type Pair,
} from '../nhwc/index.js';
import { floats, type GraphBuilder, type Value } from '../onnx/index.js';
import type { EmitLayer, Layer } from './layer.js';

const emitConv2D: EmitLayer = (graph, layer) => {
  const options = { ...steps(layer), bias: layer.bias(graph), name: layer.name };
  return activated(graph, layer, conv2d(graph, layer.picture, layer.weight('kernel', 4), options));
};

const emitDepthwiseConv2D: EmitLayer = (graph, layer) => {
  const options = { ...steps(layer), bias: layer.bias(graph), name: layer.name };
  return activated(
    graph,
    layer,
    depthwiseConv2d(graph, layer.picture, layer.weight('depthwise_kernel', 4), options),
  );
};

const emitDense: EmitLayer = (graph, layer) =>
  activated(
    graph,
    layer,
    dense(graph, layer.input, layer.weight('kernel', 2), layer.bias(graph), layer.name),
  );

const emitBatchNormalization: EmitLayer = (graph, layer) => {
  const mean = layer.weight('moving_mean', 1);
  const part = (key: string, used: boolean, absent: number): Value =>
    graph.constant(
      used ? layer.weight(key, 1) : floats(new Float32Array(mean.data.length).fill(absent)),
      `${layer.name}/${key}`,
    );
  return batchNorm(
    graph,
    layer.input,
    {
      scale: part('gamma', layer.flag('scale', true), 1),
      offset: part('beta', layer.flag('center', true), 0),
      mean: graph.constant(mean, `${layer.name}/mean`),
      variance: graph.constant(layer.weight('moving_variance', 1), `${layer.name}/variance`),
      epsilon: layer.number('epsilon', 0.001),
    },
    layer.name,
  );
};

const emitReLU: EmitLayer = (graph, layer) => {
  if (layer.number('negative_slope', 0) !== 0 || layer.number('threshold', 0) !== 0) {
    return layer.fail('a slope or a threshold cannot be converted');
  }
  const most = layer.config.optional('max_value')?.number();
  return most === undefined
    ? unary(graph, 'Relu', layer.input)
    : clip(graph, layer.input, 0, most, layer.name);
};

const emitZeroPadding2D: EmitLayer = (graph, layer) => {
  const sides = layer.config
    .get('padding')
    .list()
    .map((side) => side.list().map((pixels) => pixels.integer()));
  const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = sides;
  return zeroPad(
    graph,
    layer.picture,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    layer.name,
  );
};

const emitUpSampling2D: EmitLayer = (graph, layer) => {
  const interpolation = layer.text('interpolation', 'nearest');
  if (interpolation !== 'nearest') return layer.fail(`${interpolation} interpolation cannot be converted`);
  return repeatPixels(graph, layer.picture, layer.pair('size'), layer.name);
};

const pool =
  (kind: 'MaxPool' | 'AveragePool'): EmitLayer =>
  (graph, layer) => {
    const kernel = layer.pair('pool_size');
    const window = { kernel, strides: layer.pair('strides', kernel), padding: layer.padding };
    return pool2d(graph, kind, layer.picture, window, layer.name);
  };

const emitConcatenate: EmitLayer = (graph, layer) => {
  const { dims } = layer.input;
  const asked = layer.number('axis', -1);
  const axis = asked < 0 ? asked + dims.length : asked;
  return concat(graph, layer.inputs, axis, layer.name);
};

const emitAdd: EmitLayer = (graph, layer) =>
  layer.inputs.slice(1).reduce((sum, value) => binary(graph, 'Add', sum, value, layer.name), layer.input);

function steps(layer: Layer): {
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: Layer['padding'];
} {
  return {
    strides: layer.pair('strides', [1, 1]),
    dilations: layer.pair('dilation_rate', [1, 1]),
    padding: layer.padding,
  };
}

function activated(graph: GraphBuilder, layer: Layer, x: Value): Value {
  const activation = layer.text('activation', 'linear');
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return unary(graph, 'Relu', x);
    case 'sigmoid':
      return unary(graph, 'Sigmoid', x);
    case 'softmax':
      return unary(graph, 'Softmax', x, { axis: -1 });
    default:
      return layer.fail(`the activation ${activation} cannot be converted`);
  }
}

/** Every Keras layer that can be converted. */
export const layers: ReadonlyMap<string, EmitLayer> = new Map<string, EmitLayer>([
  ['Activation', (graph, layer) => activated(graph, layer, layer.input)],
  ['Add', emitAdd],
  ['AveragePooling2D', pool('AveragePool')],
  ['BatchNormalization', emitBatchNormalization],
  ['Concatenate', emitConcatenate],
  ['Conv2D', emitConv2D],
  ['Dense', emitDense],
  ['DepthwiseConv2D', emitDepthwiseConv2D],
  ['Dropout', (_, layer) => layer.input],
  ['Flatten', (graph, layer) => flatten(graph, layer.input)],
  ['GlobalAveragePooling2D', (graph, layer) => reduce(graph, 'ReduceMean', layer.picture, [1, 2], false)],
  ['MaxPooling2D', pool('MaxPool')],
  ['ReLU', emitReLU],
  ['UpSampling2D', emitUpSampling2D],
  ['ZeroPadding2D', emitZeroPadding2D],
]);
