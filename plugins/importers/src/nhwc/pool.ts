import type { GraphBuilder, Value } from '../onnx/index.js';
import { inNchw } from './layout.js';
import { windowShape, type Window } from './window.js';

/** Pooling of an NHWC picture. Padding does not count into an average, as in TensorFlow. */
export function pool2d(
  graph: GraphBuilder,
  kind: 'MaxPool' | 'AveragePool',
  x: Value,
  window: Window,
  name: string = kind,
): Value {
  const shape = windowShape(x.dims, window);
  const [batch = null, , , channels = null] = x.dims;
  return inNchw(graph, x, [batch, ...shape.size, channels], (nchw) =>
    graph.node(kind, [nchw], { dims: [batch, channels, ...shape.size], attributes: shape.attributes, name }),
  );
}

/** Mean, maximum, sum … over some axes. */
export function reduce(
  graph: GraphBuilder,
  kind: 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceSum' | 'ReduceProd',
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + x.dims.length : axis)));
  const dims = x.dims.flatMap((dim, axis) => (reduced.has(axis) ? (keepDims ? [1] : []) : [dim]));
  const order = [...reduced].sort((a, b) => a - b);
  return graph.node(kind, [x, graph.integers(order)], { dims, attributes: { keepdims: keepDims ? 1 : 0 } });
}
