import { broadcast, scalar, type Attribute, type Dim, type GraphBuilder, type Value } from '../onnx/index.js';

export function binary(graph: GraphBuilder, op: string, a: Value, b: Value, name: string = op): Value {
  return graph.node(op, [a, b], { dims: broadcast(a.dims, b.dims), type: a.type, name });
}

export function unary(
  graph: GraphBuilder,
  op: string,
  x: Value,
  attributes: Readonly<Record<string, Attribute>> = {},
  name: string = op,
): Value {
  return graph.node(op, [x], { dims: x.dims, type: x.type, attributes, name });
}

export function clip(graph: GraphBuilder, x: Value, least: number, most: number, name = 'Clip'): Value {
  const bounds = [graph.constant(scalar(least), 'least'), graph.constant(scalar(most), 'most')];
  return graph.node('Clip', [x, ...bounds], { dims: x.dims, name });
}

export function concat(graph: GraphBuilder, parts: readonly Value[], axis: number, name = 'Concat'): Value {
  const [first] = parts;
  if (first === undefined) throw new Error('nothing is joined');
  const size = parts.reduce<Dim>((sum, part) => {
    const more = part.dims[axis] ?? null;
    return sum === null || more === null ? null : sum + more;
  }, 0);
  return graph.node('Concat', parts, {
    dims: first.dims.with(axis, size),
    type: first.type,
    attributes: { axis },
    name,
  });
}
