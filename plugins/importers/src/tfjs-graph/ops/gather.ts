import type { Dim, GraphBuilder, Value } from '../../onnx/index.js';
import type { Emit, Operation } from '../operation.js';

const emitGather: Emit = (graph, operation) => {
  if (operation.attributes.integer('batch_dims', 0) !== 0)
    return operation.fail('gathering per batch cannot be converted');
  const x = operation.input(0);
  const indices = operation.input(1);
  const [asked = 0] = operation.integers(2);
  const axis = asked < 0 ? asked + x.dims.length : asked;
  const dims = x.dims.toSpliced(axis, 1, ...indices.dims);
  return graph.node('Gather', [x, indices], {
    dims,
    type: x.type,
    attributes: { axis },
    name: operation.name,
  });
};

/** The last axis of the indices names a place in the first axes of the values. */
const emitGatherNd: Emit = (graph, operation) => {
  const x = operation.input(0);
  const indices = operation.input(1);
  const depth = indices.dims.at(-1) ?? operation.fail('the length of its indices is not known');
  const dims = [...indices.dims.slice(0, -1), ...x.dims.slice(depth)];
  return graph.node('GatherND', [x, indices], { dims, type: x.type, name: operation.name });
};

/** Runs along axes; of a single element the axis stays, with a size of 1. */
export function sliceAxes(graph: GraphBuilder, operation: Operation, x: Value): Value {
  const [begin, end, step] = [operation.integers(1), operation.integers(2), operation.integers(3)];
  for (const mask of ['shrink_axis_mask', 'new_axis_mask', 'ellipsis_mask']) {
    if (operation.attributes.integer(mask, 0) !== 0) return operation.fail(`its ${mask} cannot be converted`);
  }
  if (step.some((size) => size !== 1)) return operation.fail('only runs can be sliced');
  const open = (mask: string, axis: number): boolean =>
    ((operation.attributes.integer(mask, 0) >> axis) & 1) === 1;
  const axes = begin.flatMap((_, axis) => (open('begin_mask', axis) && open('end_mask', axis) ? [] : [axis]));
  const sizes = new Map<number, Dim>();
  const runs = axes.map((axis) => {
    const size = x.dims[axis] ?? null;
    const from = open('begin_mask', axis) ? 0 : begin[axis]!;
    const to = open('end_mask', axis) ? (size ?? 2 ** 31 - 1) : end[axis]!;
    if (from < 0 || to < 0) return operation.fail('places counted from the end cannot be converted');
    const last = size === null ? to : Math.min(size, to);
    sizes.set(axis, size === null && open('end_mask', axis) ? null : Math.max(0, last - from));
    return [from, to] as const;
  });
  const dims = x.dims.map((size, axis) => (sizes.has(axis) ? sizes.get(axis)! : size));
  const bounds = [runs.map(([from]) => from), runs.map(([, to]) => to), axes];
  return graph.node('Slice', [x, ...bounds.map((values) => graph.integers(values))], {
    dims,
    type: x.type,
    name: operation.name,
  });
}

export const gatherOps: Readonly<Record<string, Emit>> = { GatherV2: emitGather, GatherNd: emitGatherNd };
