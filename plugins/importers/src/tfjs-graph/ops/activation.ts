import { binary, clip, unary } from '../../nhwc/index.js';
import type { Emit } from '../operation.js';
import { prelu } from './fused.js';

/** Operations whose ONNX counterpart has the same meaning under another or the same name. */
const direct =
  (op: string): Emit =>
  (graph, operation) =>
    unary(graph, op, operation.input(0), {}, operation.name);

export const activationOps: Readonly<Record<string, Emit>> = {
  Relu: direct('Relu'),
  Sigmoid: direct('Sigmoid'),
  Tanh: direct('Tanh'),
  Exp: direct('Exp'),
  Sqrt: direct('Sqrt'),
  Neg: direct('Neg'),
  Floor: direct('Floor'),
  Square: (graph, operation) => binary(graph, 'Mul', operation.input(0), operation.input(0), operation.name),
  Rsqrt: (graph, operation) =>
    unary(graph, 'Reciprocal', unary(graph, 'Sqrt', operation.input(0)), {}, operation.name),
  Elu: direct('Elu'),
  Relu6: (graph, operation) => clip(graph, operation.input(0), 0, 6, operation.name),
  Prelu: (graph, operation) => prelu(graph, operation.input(0), operation.input(1)),
  LeakyRelu: (graph, operation) =>
    unary(graph, 'LeakyRelu', operation.input(0), {
      alpha: { float: operation.attributes.float('alpha', 0.2) },
    }),
  Softmax: (graph, operation) => unary(graph, 'Softmax', operation.input(0), { axis: -1 }, operation.name),
};
