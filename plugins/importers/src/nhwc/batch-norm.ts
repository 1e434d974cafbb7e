import { inNchw } from './layout.js';
import type { GraphBuilder, Value } from '../onnx/index.js';

export interface BatchNormWeights {
  readonly scale: Value;
  readonly offset: Value;
  readonly mean: Value;
  readonly variance: Value;
  readonly epsilon: number;
}

/** Batch normalisation over the last axis. The runtime folds it into the convolution before it. */
export function batchNorm(
  graph: GraphBuilder,
  x: Value,
  weights: BatchNormWeights,
  name = 'BatchNormalization',
): Value {
  const apply = (input: Value): Value =>
    graph.node('BatchNormalization', [input, weights.scale, weights.offset, weights.mean, weights.variance], {
      dims: input.dims,
      attributes: { epsilon: { float: weights.epsilon } },
      name,
    });
  return x.dims.length === 4 ? inNchw(graph, x, x.dims, apply) : apply(x);
}
