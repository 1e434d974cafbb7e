import type { GraphBuilder, Value } from '../onnx/index.js';

/** Zeros around a value, one [before, after] pair per axis. */
export function zeroPad(
  graph: GraphBuilder,
  x: Value,
  pads: readonly (readonly [number, number])[],
  name = 'Pad',
): Value {
  const flat = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
  const dims = x.dims.map((dim, axis) => (dim === null ? null : dim + pads[axis]![0] + pads[axis]![1]));
  return graph.node('Pad', [x, graph.integers(flat, `${name}_pads`)], { dims, name });
}
