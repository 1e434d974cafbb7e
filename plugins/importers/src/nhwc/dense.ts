import type { GraphBuilder, Tensor, Value } from '../onnx/index.js';
import { binary } from './elementwise.js';

/** `x * weights + bias`, weights `[in, out]`. */
export function dense(
  graph: GraphBuilder,
  x: Value,
  weights: Tensor,
  bias: Value | undefined,
  name = 'Dense',
): Value {
  const dims = [...x.dims.slice(0, -1), weights.dims[1] ?? null];
  const product = graph.node('MatMul', [x, graph.constant(weights, `${name}_weights`)], { dims, name });
  return bias === undefined ? product : binary(graph, 'Add', product, bias);
}
