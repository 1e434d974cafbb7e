import { graphInvalid } from '../errors.js';
import type { Padding, Pair } from '../nhwc/index.js';
import type { GraphBuilder, Tensor, Value } from '../onnx/index.js';
import type { Json } from '../weights/index.js';
import type { LayerNode } from './layers-model.js';

/** Emits the ONNX nodes of one Keras layer. */
export type EmitLayer = (graph: GraphBuilder, layer: Layer) => Value;

/** A layer with its inputs already converted. */
export class Layer {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly config: Json;
  readonly #node: LayerNode;
  readonly #weights: ReadonlyMap<string, Tensor>;

  constructor(node: LayerNode, inputs: readonly Value[], weights: ReadonlyMap<string, Tensor>) {
    this.name = node.name;
    this.inputs = inputs;
    this.config = node.config;
    this.#node = node;
    this.#weights = weights;
  }

  get input(): Value {
    return this.inputs[0] ?? this.fail('it reads nothing');
  }

  /** A picture: a value of rank 4 with the channels last. */
  get picture(): Value {
    const format = this.config.optional('data_format')?.text() ?? 'channels_last';
    if (format !== 'channels_last') return this.fail(`its data format is ${format}`);
    return this.input.dims.length === 4
      ? this.input
      : this.fail(`its input has rank ${this.input.dims.length}`);
  }

  weight(name: string, rank: number): Tensor {
    const tensor = this.#weights.get(`${this.name}/${name}`) ?? this.fail(`its weight ${name} is missing`);
    return tensor.dims.length === rank
      ? tensor
      : this.fail(`its weight ${name} has rank ${tensor.dims.length}`);
  }

  /** The bias as a value, when the layer has one. */
  bias(graph: GraphBuilder): Value | undefined {
    if (!this.flag('use_bias', true)) return undefined;
    return graph.constant(this.weight('bias', 1), `${this.name}/bias`);
  }

  flag(key: string, fallback: boolean): boolean {
    return this.config.optional(key)?.flag() ?? fallback;
  }

  number(key: string, fallback: number): number {
    return this.config.optional(key)?.number() ?? fallback;
  }

  text(key: string, fallback: string): string {
    return this.config.optional(key)?.text() ?? fallback;
  }

  /** Two whole numbers of at least 1. */
  pair(key: string, fallback?: Pair): Pair {
    const found =
      this.config
        .optional(key)
        ?.list()
        .map((item) => item.integer()) ??
      fallback ??
      [];
    const [height = 0, width = 0] = found;
    return found.length === 2 && height >= 1 && width >= 1
      ? [height, width]
      : this.fail(`its ${key} should be two sizes`);
  }

  get padding(): Padding {
    const padding = this.text('padding', 'valid');
    return padding === 'same' || padding === 'valid' ? padding : this.fail(`its padding is ${padding}`);
  }

  fail(reason: string): never {
    throw graphInvalid(this.config.file, `${this.name} (${this.#node.className})`, reason);
  }
}
