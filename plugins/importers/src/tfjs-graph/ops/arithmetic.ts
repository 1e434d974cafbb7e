import { binary, dense } from '../../nhwc/index.js';
import {
  broadcast,
  knownIntegers,
  permuted,
  type Dim,
  type GraphBuilder,
  type Value,
} from '../../onnx/index.js';
import type { Emit, Operation } from '../operation.js';
import { applyFused, fusedSteps } from './fused.js';

const direct =
  (op: string): Emit =>
  (graph, operation) =>
    binary(graph, op, operation.input(0), operation.input(1), operation.name);

/** Also computes what is known of the result when sizes are reckoned with; one operand may be a single number. */
const reckoned =
  (op: string, compute: (a: number, b: number) => number): Emit =>
  (graph, operation) => {
    const value = direct(op)(graph, operation);
    const [a, b] = [knownIntegers(operation.input(0)), knownIntegers(operation.input(1))];
    if (a === undefined || b === undefined) return value;
    const at = (list: readonly Dim[], index: number): Dim => list[list.length === 1 ? 0 : index] ?? null;
    const known = Array.from({ length: Math.max(a.length, b.length) }, (_, index): Dim => {
      const [left, right] = [at(a, index), at(b, index)];
      return left === null || right === null ? null : compute(left, right);
    });
    return graph.withKnown(value, known);
  };

const emitAddN: Emit = (graph, operation) => {
  const [first, ...rest] = operation.inputs;
  if (first === undefined) return operation.fail('it adds nothing');
  return rest.reduce((sum, value) => binary(graph, 'Add', sum, value, operation.name), first);
};

const emitMatMul: Emit = (graph, operation) => {
  if (operation.attributes.flag('transpose_a')) return operation.fail('transpose_a cannot be converted');
  const weights = operation.tensor(1, 2);
  const fused = fusedSteps(operation);
  const product = dense(
    graph,
    operation.input(0),
    operation.attributes.flag('transpose_b') ? permuted(weights, [1, 0]) : weights,
    fused.bias ? operation.input(2) : undefined,
    operation.name,
  );
  return applyFused(graph, operation, product, fused);
};

/** Products of stacks of matrices; one or the other may be transposed. */
const emitBatchMatMul: Emit = (graph, operation) => {
  const [a, b] = [transposed(graph, operation, 0, 'adj_x'), transposed(graph, operation, 1, 'adj_y')];
  const stack = broadcast(a.dims.slice(0, -2), b.dims.slice(0, -2));
  const dims = [...stack, a.dims.at(-2) ?? null, b.dims.at(-1) ?? null];
  return graph.node('MatMul', [a, b], { dims, name: operation.name });
};

function transposed(graph: GraphBuilder, operation: Operation, index: number, flag: string): Value {
  const x = operation.input(index);
  const rank = x.dims.length;
  if (rank < 2) return operation.fail(`input ${index + 1} is no matrix`);
  if (!operation.attributes.flag(flag)) return x;
  const perm = [...x.dims.keys()].with(-2, rank - 1).with(-1, rank - 2);
  return graph.node('Transpose', [x], { dims: perm.map((axis) => x.dims[axis]!), attributes: { perm } });
}

/** Between floats and integers; TensorFlow's integers are ONNX's int64 throughout. */
const emitCast: Emit = (graph, operation) => {
  const x = operation.input(0);
  const wanted = operation.attributes.type('DstT');
  const type = wanted === 'DT_FLOAT' ? 'float32' : 'int64';
  if (type === 'int64' && wanted !== 'DT_INT32' && wanted !== 'DT_INT64')
    return operation.fail(`values cannot be turned into ${wanted}`);
  const to = type === 'float32' ? 1 : 7;
  return graph.node('Cast', [x], { dims: x.dims, type, attributes: { to }, name: operation.name });
};

export const arithmeticOps: Readonly<Record<string, Emit>> = {
  Add: reckoned('Add', (a, b) => a + b),
  AddV2: reckoned('Add', (a, b) => a + b),
  BiasAdd: direct('Add'),
  Sub: reckoned('Sub', (a, b) => a - b),
  Mul: reckoned('Mul', (a, b) => a * b),
  RealDiv: direct('Div'),
  Maximum: direct('Max'),
  Minimum: direct('Min'),
  AddN: emitAddN,
  BatchMatMulV2: emitBatchMatMul,
  Cast: emitCast,
  MatMul: emitMatMul,
  _FusedMatMul: emitMatMul,
};
