import { count, type Dim, type Dims, type GraphBuilder, type Value } from '../onnx/index.js';

/**
 * Reshapes; -1 stands for what is left over. A leading 1 written for a batch of one becomes -1 when the batch is open and the
 * other sizes show that it means the batch.
 * @returns undefined when the sizes cannot fit.
 */
export function reshape(
  graph: GraphBuilder,
  x: Value,
  target: readonly number[],
  name = 'Reshape',
): Value | undefined {
  const openBatch = x.dims[0] === null && target[0] === 1 && !target.includes(-1);
  const sizes = openBatch ? [-1, ...target.slice(1)] : target;
  const dims = resolved(x.dims, sizes);
  if (dims === undefined) return undefined;
  return graph.node('Reshape', [x, graph.integers(sizes, `${name}_shape`)], { dims, type: x.type, name });
}

function resolved(from: Dims, sizes: readonly number[]): Dims | undefined {
  const named = sizes.filter((size) => size !== -1);
  if (named.length < sizes.length - 1 || named.some((size) => size < 0)) return undefined;
  const fixed = from.filter((dim) => dim !== null);
  const [have, want] = [count(fixed), count(named)];
  if (fixed.length === from.length) return fill(sizes, have, want);
  // With only the batch open, the rest of both shapes must agree, or the target must regroup across the batch.
  if (fixed.length === from.length - 1 && named.length < sizes.length) {
    return have === want ? sizes.map((size): Dim => (size === -1 ? null : size)) : regrouped(sizes);
  }
  return sizes.map((size): Dim => (size === -1 ? null : size));
}

function fill(sizes: readonly number[], have: number, want: number): Dims | undefined {
  if (!sizes.includes(-1)) return have === want ? sizes : undefined;
  if (want === 0 || have % want !== 0) return undefined;
  return sizes.map((size) => (size === -1 ? have / want : size));
}

function regrouped(sizes: readonly number[]): Dims {
  return sizes.map((size) => (size === -1 ? null : size));
}

/** Everything but the batch in one axis. */
export function flatten(graph: GraphBuilder, x: Value, name = 'Flatten'): Value {
  const [batch = null, ...rest] = x.dims;
  const size = rest.every((dim) => dim !== null) ? count(rest) : null;
  return graph.node('Reshape', [x, graph.integers([0, -1])], { dims: [batch, size], name });
}
