import { binary, dense } from '../../nhwc/index.js';
import { permuted } from '../../onnx/index.js';
import type { Emit } from '../operation.js';
import { applyFused, fusedSteps } from './fused.js';

const direct =
  (op: string): Emit =>
  (graph, operation) =>
    binary(graph, op, operation.input(0), operation.input(1), operation.name);

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
  Add: direct('Add'),
  AddV2: direct('Add'),
  BiasAdd: direct('Add'),
  Sub: direct('Sub'),
  Mul: direct('Mul'),
  RealDiv: direct('Div'),
  Maximum: direct('Max'),
  Minimum: direct('Min'),
  AddN: emitAddN,
  MatMul: emitMatMul,
  _FusedMatMul: emitMatMul,
};
