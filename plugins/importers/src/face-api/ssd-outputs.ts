import { binary, concat, conv2d, unary } from '../nhwc/index.js';
import { scalar, type Dim, type GraphBuilder, type Value } from '../onnx/index.js';
import type { NetworkWeights } from './network-weights.js';

/** Predicts boxes and scores on each feature map and decodes the boxes against the anchors. */
export function ssdOutputs(
  graph: GraphBuilder,
  weights: NetworkWeights,
  features: readonly Value[],
): { readonly boxes: Value; readonly scores: Value } {
  const predictors = features.map((feature, i) => ({ feature, name: `Prediction/BoxPredictor_${i}` }));
  const predict = (part: string, columns: number): Value =>
    concat(
      graph,
      predictors.map(({ feature, name }) => rows(graph, weights, feature, `${name}/${part}`, columns)),
      1,
    );
  const anchors = weights.tensor('Output/extra_dim', 3);
  // Columns: background, face, unused.
  const logits = column(graph, predict('ClassPredictor', 3), 1);
  const squeezed = graph.node('Squeeze', [logits, graph.integers([2])], { dims: logits.dims.slice(0, 2) });
  return {
    boxes: decoded(graph, predict('BoxEncodingPredictor', 4), graph.constant(anchors, 'anchors')),
    scores: unary(graph, 'Sigmoid', squeezed),
  };
}

/** A 1x1 convolution whose channels are several anchors of `columns` values: `[batch, anchors, columns]`. */
function rows(graph: GraphBuilder, weights: NetworkWeights, x: Value, name: string, columns: number): Value {
  const bias = graph.constant(weights.tensor(`${name}/biases`, 1), `${name}/bias`);
  const y = conv2d(graph, x, weights.tensor(`${name}/weights`, 4), {
    strides: [1, 1],
    padding: 'same',
    bias,
    name,
  });
  const [batch = null, height = null, width = null, channels = null] = y.dims;
  const count: Dim =
    height === null || width === null || channels === null ? null : (height * width * channels) / columns;
  return graph.node('Reshape', [y, graph.integers([0, -1, columns])], { dims: [batch, count, columns] });
}

/**
 * Encodings are [dy, dx, log h, log w] with variances 10 and 5 against anchors [top, left, bottom, right]:
 * centre = d / 10 * size + anchor centre, half = exp(log / 5) * size / 2.
 */
function decoded(graph: GraphBuilder, encodings: Value, anchors: Value): Value {
  const constant = (value: number): Value => graph.constant(scalar(value), 'factor');
  const op = (name: string, a: Value, b: Value): Value => binary(graph, name, a, b);
  const axis = (from: number): { least: Value; most: Value } => {
    const start = column(graph, anchors, from);
    const size = op('Sub', column(graph, anchors, from + 2), start);
    const anchorCentre = op('Add', start, op('Div', size, constant(2)));
    const shift = op('Mul', op('Div', column(graph, encodings, from), constant(10)), size);
    const centre = op('Add', shift, anchorCentre);
    const growth = unary(graph, 'Exp', op('Div', column(graph, encodings, from + 2), constant(5)));
    const half = op('Div', op('Mul', growth, size), constant(2));
    return { least: op('Sub', centre, half), most: op('Add', centre, half) };
  };
  const [vertical, horizontal] = [axis(0), axis(1)];
  return concat(graph, [vertical.least, horizontal.least, vertical.most, horizontal.most], 2);
}

/** One column of `[batch, rows, columns]`, the axis kept. */
function column(graph: GraphBuilder, x: Value, index: number): Value {
  const bounds = [index, index + 1, 2].map((value) => graph.integers([value]));
  return graph.node('Slice', [x, ...bounds], { dims: x.dims.with(2, 1) });
}
