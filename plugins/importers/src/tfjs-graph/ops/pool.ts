import { batchNorm, pool2d, reduce } from '../../nhwc/index.js';
import type { Emit } from '../operation.js';
import { windowPadding } from './conv.js';

const pool =
  (kind: 'MaxPool' | 'AveragePool'): Emit =>
  (graph, operation) =>
    pool2d(
      graph,
      kind,
      operation.ranked(0, 4),
      {
        kernel: operation.attributes.spatial('ksize'),
        strides: operation.attributes.spatial('strides'),
        padding: windowPadding(operation),
      },
      operation.name,
    );

const reduction =
  (kind: Parameters<typeof reduce>[1]): Emit =>
  (graph, operation) =>
    reduce(graph, kind, operation.input(0), operation.integers(1), operation.attributes.flag('keep_dims'));

const emitBatchNorm: Emit = (graph, operation) =>
  batchNorm(
    graph,
    operation.input(0),
    {
      scale: operation.input(1),
      offset: operation.input(2),
      mean: operation.input(3),
      variance: operation.input(4),
      epsilon: operation.attributes.float('epsilon', 0.001),
    },
    operation.name,
  );

export const poolOps: Readonly<Record<string, Emit>> = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AveragePool'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Sum: reduction('ReduceSum'),
  Prod: reduction('ReduceProd'),
  FusedBatchNorm: emitBatchNorm,
  FusedBatchNormV3: emitBatchNorm,
};
