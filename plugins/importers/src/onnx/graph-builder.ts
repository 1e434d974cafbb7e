import type { Attribute } from './attribute.js';
import { writeModel, type NodeRecord } from './model.js';
import { integers, type Tensor } from './tensor.js';
import type { Dim, Dims, Value } from './value.js';

export interface NodeShape {
  readonly dims: Dims;
  /** By default float32. */
  readonly type?: Value['type'];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** What the names in the ONNX file derive from; by default the operation. */
  readonly name?: string;
}

/** Builds an ONNX graph node by node. What no output needs is left out of the file. */
export class GraphBuilder {
  readonly #nodes: NodeRecord[] = [];
  readonly #initializers = new Map<string, Tensor>();
  readonly #names = new Set<string>();
  readonly #repeats = new Map<string, number>();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  /** Where a constant was put, so that one used twice is stored once. */
  readonly #stored = new Map<Tensor, string>();

  /** @param outputs Names kept free for the outputs. */
  constructor(outputs: readonly string[] = []) {
    for (const name of outputs) this.#names.add(sanitised(name));
  }

  input(name: string, dims: Dims): Value {
    const value: Value = { name: this.#unique(name), type: 'float32', dims };
    this.#inputs.push(value);
    return value;
  }

  constant(tensor: Tensor, name = 'constant'): Value {
    return { name, type: tensor.type === 'int64' ? 'int64' : 'float32', dims: tensor.dims, constant: tensor };
  }

  integers(values: readonly number[], name = 'integers'): Value {
    return this.constant(integers(values), name);
  }

  node(op: string, inputs: readonly Value[], shape: NodeShape): Value {
    const name = this.#unique(shape.name ?? op);
    this.#nodes.push({
      op,
      name,
      inputs: inputs.map((input) => this.#nameOf(input)),
      outputs: [name],
      attributes: shape.attributes ?? {},
    });
    return { name, type: shape.type ?? 'float32', dims: shape.dims };
  }

  /** Notes what is known of a vector of integers; one that is wholly known becomes a constant. */
  withKnown(value: Value, known: readonly Dim[]): Value {
    const fixed = known.filter((entry) => entry !== null);
    if (fixed.length < known.length) return { ...value, known };
    return this.constant(integers(fixed, value.dims.length === 0 ? [] : [fixed.length]), value.name);
  }

  /** @param name One of the names given to the constructor. */
  output(value: Value, name: string): void {
    const output: Value = { name: sanitised(name), type: value.type, dims: value.dims };
    this.#nodes.push({
      op: 'Identity',
      name: output.name,
      inputs: [this.#nameOf(value)],
      outputs: [output.name],
      attributes: {},
    });
    this.#outputs.push(output);
  }

  build(name: string): Uint8Array {
    const needed = new Set(this.#outputs.map((output) => output.name));
    const nodes: NodeRecord[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      nodes.push(node);
      for (const input of node.inputs) needed.add(input);
    }
    return writeModel({
      name,
      nodes: nodes.toReversed(),
      initializers: new Map([...this.#initializers].filter(([initializer]) => needed.has(initializer))),
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  #nameOf(value: Value): string {
    if (value.constant === undefined) return value.name;
    const known = this.#stored.get(value.constant);
    if (known !== undefined) return known;
    const name = this.#unique(value.name);
    this.#initializers.set(name, value.constant);
    const used = value.constant.type === 'float16' ? this.#widened(name) : name;
    this.#stored.set(value.constant, used);
    return used;
  }

  /** Half-precision weights stay so in the file, which halves it; the runtime widens them once, when it loads the model. */
  #widened(name: string): string {
    const wide = this.#unique(`${name}_float32`);
    this.#nodes.push({ op: 'Cast', name: wide, inputs: [name], outputs: [wide], attributes: { to: 1 } });
    return wide;
  }

  #unique(wanted: string): string {
    const base = sanitised(wanted);
    let name = base;
    while (this.#names.has(name)) {
      const repeat = (this.#repeats.get(base) ?? 1) + 1;
      this.#repeats.set(base, repeat);
      name = `${base}_${repeat}`;
    }
    this.#names.add(name);
    return name;
  }
}

/** TensorFlow's `/` and `:` trouble tools that turn names into paths. */
export function sanitised(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.-]/g, '_');
}
