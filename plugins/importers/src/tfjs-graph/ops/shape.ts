import { concat, reshape } from '../../nhwc/index.js';
import { fixedIntegers, knownIntegers, type Dim, type GraphBuilder, type Value } from '../../onnx/index.js';
import type { Emit, Operation } from '../operation.js';
import { sliceAxes } from './gather.js';

const emitReshape: Emit = (graph, operation) => {
  const target = knownIntegers(operation.input(1)) ?? operation.fail('its target must be known integers');
  // At most one size may be left to the runtime: an open one counts as -1.
  const sizes = target.map((size) => size ?? -1);
  const x = operation.input(0);
  const fixed = fixedIntegers(x);
  if (fixed !== undefined && sizes.length <= 1) {
    return graph.withKnown({ ...x, dims: sizes.length === 0 ? [] : [fixed.length] }, fixed);
  }
  return reshape(graph, x, sizes, operation.name);
};

const emitSqueeze: Emit = (graph, operation) => {
  const x = operation.input(0);
  const asked = operation.attributes
    .integers('squeeze_dims')
    .map((axis) => (axis < 0 ? axis + x.dims.length : axis));
  const axes = asked.length > 0 ? asked : x.dims.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  if (axes.some((axis) => x.dims[axis] !== 1))
    return operation.fail(`axes ${axes.join(', ')} are not all of size 1`);
  const dims = x.dims.filter((_, axis) => !axes.includes(axis));
  return graph.node('Squeeze', [x, graph.integers(axes)], { dims, type: x.type, name: operation.name });
};

const emitExpandDims: Emit = (graph, operation) => {
  const x = operation.input(0);
  const [asked = 0] = operation.integers(1);
  const axis = asked < 0 ? asked + x.dims.length + 1 : asked;
  const dims = x.dims.toSpliced(axis, 0, 1);
  return graph.node('Unsqueeze', [x, graph.integers([axis])], { dims, type: x.type, name: operation.name });
};

const emitTranspose: Emit = (graph, operation) => {
  const x = operation.input(0);
  const perm = operation.integers(1);
  const dims = perm.map((axis) => x.dims[axis] ?? null);
  return graph.node('Transpose', [x], { dims, type: x.type, attributes: { perm }, name: operation.name });
};

const emitConcat: Emit = (graph, operation) => {
  const values = operation.inputs.slice(0, -1);
  const [asked = 0] = operation.integers(operation.inputs.length - 1);
  const first = operation.input(0);
  const axis = asked < 0 ? asked + first.dims.length : asked;
  const joined = concat(graph, values, axis, operation.name);
  const known = values.map(knownIntegers);
  return first.type === 'int64' && known.every((part) => part !== undefined)
    ? graph.withKnown(joined, known.flat())
    : joined;
};

const emitShape: Emit = (graph, operation) => {
  const x = operation.input(0);
  const shape = graph.node('Shape', [x], { dims: [x.dims.length], type: 'int64', name: operation.name });
  return graph.withKnown(shape, x.dims);
};

/** Runs along axes, and of shapes that are reckoned with also single elements. */
const emitStridedSlice: Emit = (graph, operation) => {
  const x = operation.input(0);
  const known = knownIntegers(x);
  if (known === undefined) return sliceAxes(graph, operation, x);
  const [[begin = 0], [end = 0], [step = 1]] = [
    operation.integers(1),
    operation.integers(2),
    operation.integers(3),
  ];
  const mask = (name: string): boolean => operation.attributes.integer(name, 0) !== 0;
  if (x.dims.length !== 1 || step !== 1) return operation.fail('only a run of a shape can be sliced');
  const from = mask('begin_mask') ? 0 : begin;
  if (mask('shrink_axis_mask'))
    return element(graph, operation, x, known, from < 0 ? from + known.length : from);
  const run = known.slice(from, mask('end_mask') ? known.length : end);
  const bounds = [from, mask('end_mask') ? known.length : end, 0].map((value) => graph.integers([value]));
  const slice = graph.node('Slice', [x, ...bounds], {
    dims: [run.length],
    type: 'int64',
    name: operation.name,
  });
  return graph.withKnown(slice, run);
};

function element(
  graph: GraphBuilder,
  operation: Operation,
  x: Value,
  known: readonly Dim[],
  at: number,
): Value {
  const one = known[at];
  if (one === undefined) return operation.fail(`element ${at} does not exist`);
  const index = graph.constant({ type: 'int64', dims: [], data: Int32Array.of(at) }, 'index');
  return graph.withKnown(
    graph.node('Gather', [x, index], { dims: [], type: 'int64', name: operation.name }),
    [one],
  );
}

/** Scalars to a vector; with known entries this is how a graph writes a shape whose batch is open. */
const emitPack: Emit = (graph, operation) => {
  const known = operation.inputs.map((input) => knownIntegers(input)?.[0]);
  const fits = operation.inputs.every(({ dims, type }) => dims.length === 0 && type === 'int64');
  if (!fits || known.some((entry) => entry === undefined)) return operation.fail('only sizes can be packed');
  const axis = graph.integers([0]);
  const parts = operation.inputs.map((input) =>
    graph.node('Unsqueeze', [input, axis], { dims: [1], type: 'int64' }),
  );
  const packed = graph.node('Concat', parts, {
    dims: [parts.length],
    type: 'int64',
    attributes: { axis: 0 },
  });
  return graph.withKnown(packed, known as Dim[]);
};

export const shapeOps: Readonly<Record<string, Emit>> = {
  Identity: (_, operation) => operation.input(0),
  Reshape: emitReshape,
  Squeeze: emitSqueeze,
  ExpandDims: emitExpandDims,
  Transpose: emitTranspose,
  ConcatV2: emitConcat,
  Shape: emitShape,
  StridedSlice: emitStridedSlice,
  Pack: emitPack,
};
