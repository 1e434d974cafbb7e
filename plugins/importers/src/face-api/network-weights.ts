import { weightsInvalid } from '../errors.js';
import type { Tensor } from '../onnx/index.js';

/** The weights of a face-api network by the names its manifest gives them. */
export class NetworkWeights {
  readonly #file: string;
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(file: string, tensors: ReadonlyMap<string, Tensor>) {
    this.#file = file;
    this.#tensors = tensors;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** A weight of a rank. */
  tensor(name: string, rank: number): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw weightsInvalid(this.#file, `${name} is missing`);
    if (tensor.dims.length !== rank) {
      throw weightsInvalid(this.#file, `${name} has ${tensor.dims.length} dimensions instead of ${rank}`);
    }
    return tensor;
  }

  /** A weight as floats, for arithmetic at conversion. */
  floats(name: string, rank: number): Tensor & { readonly type: 'float32' } {
    const tensor = this.tensor(name, rank);
    if (tensor.type !== 'float32') throw weightsInvalid(this.#file, `${name} is not float32`);
    return tensor;
  }
}
