import type { Dims, GraphBuilder, Value } from '../onnx/index.js';

/**
 * ONNX works on NCHW, TensorFlow on NHWC. A pair of transposes stands around every operation that cares; the runtime
 * removes nearly all of them when it loads the model (measured with onnxruntime 1.30: 54..204 down to 2..14).
 */
export function inNchw(graph: GraphBuilder, x: Value, size: Dims, apply: (nchw: Value) => Value): Value {
  const [n = null, h = null, w = null, c = null] = x.dims;
  const nchw = graph.node('Transpose', [x], { dims: [n, c, h, w], attributes: { perm: [0, 3, 1, 2] } });
  return graph.node('Transpose', [apply(nchw)], { dims: size, attributes: { perm: [0, 2, 3, 1] } });
}
