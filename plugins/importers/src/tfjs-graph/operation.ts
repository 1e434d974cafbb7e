import { graphInvalid } from '../errors.js';
import { fixedIntegers, type GraphBuilder, type Tensor, type Value } from '../onnx/index.js';
import type { Attributes } from './attributes.js';
import type { GraphNode } from './graph-model.js';

/** Emits the ONNX nodes of one TensorFlow operation. */
export type Emit = (graph: GraphBuilder, operation: Operation) => Value;

/** An operation with its inputs already converted. */
export class Operation {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly #file: string;

  constructor(file: string, node: GraphNode, inputs: readonly Value[]) {
    this.#file = file;
    this.name = node.name;
    this.op = node.op;
    this.inputs = inputs;
    this.attributes = node.attributes;
  }

  input(index: number): Value {
    return this.inputs[index] ?? this.fail(`input ${index + 1} is missing`);
  }

  /** An input that must be a constant of a rank, such as a kernel. */
  tensor(index: number, rank: number): Tensor {
    const { constant } = this.input(index);
    if (constant?.dims.length !== rank)
      return this.fail(`input ${index + 1} must be a constant of rank ${rank}`);
    return constant;
  }

  /** An input of a rank. */
  ranked(index: number, rank: number): Value {
    const value = this.input(index);
    return value.dims.length === rank
      ? value
      : this.fail(`input ${index + 1} has rank ${value.dims.length}, not ${rank}`);
  }

  /** An input that must be integers known at conversion. */
  integers(index: number): readonly number[] {
    return fixedIntegers(this.input(index)) ?? this.fail(`input ${index + 1} must be known integers`);
  }

  fail(reason: string): never {
    throw graphInvalid(this.#file, `${this.name} (${this.op})`, reason);
  }
}
