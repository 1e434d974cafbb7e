import { conv2d, dense, pool2d, reduce, unary, zeroPad, binary, type Padding } from '../nhwc/index.js';
import { GraphBuilder, type Tensor, type Value } from '../onnx/index.js';
import { lessMean } from './normalize.js';
import type { NetworkWeights } from './network-weights.js';

/**
 * dlib's face recognition ResNet with 29 convolutions, as face-api ships it (`@vladmandic/face-api` src/faceRecognitionNet).
 * Input `[batch, 150, 150, 3]` RGB 0..255, output `descriptor [batch, 128]`, not of unit length.
 */
export function faceRecognition(weights: NetworkWeights): Uint8Array {
  const graph = new GraphBuilder(['descriptor']);
  const block = (x: Value, name: string, down = false): Value => residual(graph, weights, x, name, down);
  let x = lessMean(graph, graph.input('input', [null, 150, 150, 3]));
  x = relu(graph, scaledConv(graph, weights, x, 'conv32_down', 2, 'valid'));
  x = pool2d(graph, 'MaxPool', x, { kernel: [3, 3], strides: [2, 2], padding: 'valid' });
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) x = block(x, name);
  x = block(x, 'conv64_down', true);
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) x = block(x, name);
  x = block(x, 'conv128_down', true);
  for (const name of ['conv128_1', 'conv128_2']) x = block(x, name);
  x = block(x, 'conv256_down', true);
  for (const name of ['conv256_1', 'conv256_2']) x = block(x, name);
  x = block(x, 'conv256_down_out', true);
  x = reduce(graph, 'ReduceMean', x, [1, 2], false);
  graph.output(dense(graph, x, weights.tensor('fc', 2), undefined, 'fc'), 'descriptor');
  return graph.build('face-recognition');
}

/** Two convolutions beside a shortcut; a `down` block halves the picture and averages the shortcut. */
function residual(
  graph: GraphBuilder,
  weights: NetworkWeights,
  x: Value,
  name: string,
  down: boolean,
): Value {
  const first = scaledConv(graph, weights, x, `${name}/conv1`, down ? 2 : 1, down ? 'valid' : 'same');
  const second = scaledConv(graph, weights, relu(graph, first), `${name}/conv2`, 1, 'same');
  if (!down) return relu(graph, binary(graph, 'Add', second, x));
  const pooled = pool2d(graph, 'AveragePool', x, { kernel: [2, 2], strides: [2, 2], padding: 'valid' });
  return relu(graph, binary(graph, 'Add', widened(graph, pooled, second), heightened(graph, second, pooled)));
}

/** The shortcut with zeros for the channels that the block adds. */
function widened(graph: GraphBuilder, shortcut: Value, block: Value): Value {
  const more = (block.dims[3] ?? 0) - (shortcut.dims[3] ?? 0);
  return more === 0
    ? shortcut
    : zeroPad(graph, shortcut, [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, more],
      ]);
}

/** The block's result with a row of zeros at the bottom and a column at the right, where pooling kept one more. */
function heightened(graph: GraphBuilder, block: Value, shortcut: Value): Value {
  const same = block.dims[1] === shortcut.dims[1] && block.dims[2] === shortcut.dims[2];
  return same
    ? block
    : zeroPad(graph, block, [
        [0, 0],
        [0, 1],
        [0, 1],
        [0, 0],
      ]);
}

/** A convolution and the scale layer behind it as one convolution: w' = w s, b' = b s + t. */
function scaledConv(
  graph: GraphBuilder,
  weights: NetworkWeights,
  x: Value,
  name: string,
  stride: number,
  padding: Padding,
): Value {
  const filters = weights.floats(`${name}/conv/filters`, 4);
  const bias = weights.floats(`${name}/conv/bias`, 1).data;
  const scale = weights.floats(`${name}/scale/weights`, 1).data;
  const shift = weights.floats(`${name}/scale/biases`, 1).data;
  if (filters.dims[3] !== scale.length || bias.length !== scale.length || shift.length !== scale.length) {
    throw new Error(`the sizes of ${name} disagree`);
  }
  const kernel: Tensor = {
    ...filters,
    data: filters.data.map((weight, i) => weight * scale[i % scale.length]!),
  };
  const folded: Tensor = {
    type: 'float32',
    dims: [bias.length],
    data: bias.map((b, i) => b * scale[i]! + shift[i]!),
  };
  const options = {
    strides: [stride, stride],
    padding,
    bias: graph.constant(folded, `${name}_bias`),
    name,
  } as const;
  return conv2d(graph, x, kernel, options);
}

function relu(graph: GraphBuilder, x: Value): Value {
  return unary(graph, 'Relu', x);
}
