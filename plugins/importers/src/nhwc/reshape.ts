import { count, type Dim, type Dims, type GraphBuilder, type Value } from '../onnx/index.js';

/**
 * Reshapes; one size may be -1, which stands for what is left over. A leading 1 written for a batch of one becomes -1 when the
 * batch is open.
 * @throws Error when the sizes cannot fit.
 */
export function reshape(graph: GraphBuilder, x: Value, target: readonly number[], name = 'Reshape'): Value {
  const forOneBatch = x.dims[0] === null && target[0] === 1 && !target.includes(-1);
  const sizes = forOneBatch ? [-1, ...target.slice(1)] : target;
  const dims = resolved(x.dims, sizes);
  return graph.node('Reshape', [x, graph.integers(sizes, `${name}_shape`)], { dims, type: x.type, name });
}

function resolved(from: Dims, sizes: readonly number[]): Dims {
  const named = sizes.filter((size) => size !== -1);
  if (named.length < sizes.length - 1 || named.some((size) => size < 1)) {
    throw new Error(`[${sizes.join(', ')}] leaves more than one size open`);
  }
  const fixed = from.filter((dim) => dim !== null);
  const left = fixed.length < from.length ? null : count(fixed) / count(named);
  if (left !== null && (named.length === sizes.length ? left !== 1 : !Number.isInteger(left))) {
    throw new Error(`[${from.join(', ')}] cannot become [${sizes.join(', ')}]`);
  }
  return sizes.map((size): Dim => (size === -1 ? left : size));
}

/** Everything but the batch in one axis. */
export function flatten(graph: GraphBuilder, x: Value, name = 'Flatten'): Value {
  const [batch = null, ...rest] = x.dims;
  const size = rest.every((dim) => dim !== null) ? count(rest) : null;
  return graph.node('Reshape', [x, graph.integers([0, -1])], { dims: [batch, size], name });
}
