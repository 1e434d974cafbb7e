import { binary, dense } from '../../nhwc/index.js';
import { knownIntegers, permuted, type Dim } from '../../onnx/index.js';
import type { Emit } from '../operation.js';
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
  MatMul: emitMatMul,
  _FusedMatMul: emitMatMul,
};
