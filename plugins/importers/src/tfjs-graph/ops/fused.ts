import { clip, unary } from '../../nhwc/index.js';
import { broadcast, type GraphBuilder, type Value } from '../../onnx/index.js';
import type { Operation } from '../operation.js';

/** What TensorFlow fused behind a convolution or a matrix product. */
export interface FusedSteps {
  readonly bias: boolean;
  readonly activation?: string;
}

export function fusedSteps(operation: Operation): FusedSteps {
  const [first, second, ...more] = operation.attributes.texts('fused_ops');
  if (first === undefined) return { bias: false };
  if (first !== 'BiasAdd' || more.length > 0) return operation.fail(`the fused ${first} cannot be converted`);
  return second === undefined ? { bias: true } : { bias: true, activation: second };
}

/** Applies the fused activation; a fused PRelu reads its slopes from the last input. */
export function applyFused(graph: GraphBuilder, operation: Operation, x: Value, fused: FusedSteps): Value {
  switch (fused.activation) {
    case undefined:
      return x;
    case 'Relu':
    case 'Elu':
    case 'Sigmoid':
      return unary(graph, fused.activation, x);
    case 'Relu6':
      return clip(graph, x, 0, 6);
    case 'LeakyRelu':
      return unary(graph, 'LeakyRelu', x, {
        alpha: { float: operation.attributes.float('leakyrelu_alpha', 0.2) },
      });
    case 'Prelu':
      return prelu(graph, x, operation.input(3));
    default:
      return operation.fail(`the fused ${fused.activation} cannot be converted`);
  }
}

/** Slopes `[1, 1, channels]` broadcast over NHWC as they are. */
export function prelu(graph: GraphBuilder, x: Value, slopes: Value): Value {
  return graph.node('PRelu', [x, slopes], { dims: broadcast(x.dims, slopes.dims) });
}
