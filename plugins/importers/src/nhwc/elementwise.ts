import { broadcast, scalar, type Attribute, type GraphBuilder, type Value } from '../onnx/index.js';

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
