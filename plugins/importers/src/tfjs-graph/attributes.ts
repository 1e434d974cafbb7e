import { graphInvalid } from '../errors.js';
import type { Json } from '../weights/index.js';

/** The attributes of a node, as protobuf's JSON writes them: integers are texts, texts are base64. */
export class Attributes {
  readonly #file: string;
  readonly #node: string;
  readonly #json: Json | undefined;

  constructor(file: string, node: string, json: Json | undefined) {
    this.#file = file;
    this.#node = node;
    this.#json = json;
  }

  text(name: string, fallback: string): string {
    const value = this.#get(name, 's');
    return value === undefined ? fallback : fromBase64(value.text());
  }

  texts(name: string): readonly string[] {
    return (this.#list(name, 's') ?? []).map((item) => fromBase64(item.text()));
  }

  integers(name: string): readonly number[] {
    return (this.#list(name, 'i') ?? []).map((item) => item.integer());
  }

  integer(name: string, fallback: number): number {
    return this.#get(name, 'i')?.integer() ?? fallback;
  }

  float(name: string, fallback: number): number {
    return this.#get(name, 'f')?.number() ?? fallback;
  }

  flag(name: string): boolean {
    return this.#get(name, 'b')?.flag() ?? false;
  }

  /** A type by its name, such as `DT_FLOAT`. */
  type(name: string): string {
    return this.#get(name, 'type')?.text() ?? 'DT_INVALID';
  }

  /** The sizes of a shape; -1 is open. */
  shape(name: string): readonly number[] {
    const dims = this.#get(name, 'shape')?.optional('dim');
    if (dims === undefined) throw graphInvalid(this.#file, this.#node, `its attribute ${name} has no sizes`);
    return dims.list().map((dim) => dim.get('size').integer());
  }

  /** Height and width of a four-number attribute such as `strides`. */
  spatial(name: string): readonly [number, number] {
    const values = this.integers(name);
    const [batch = 1, height = 1, width = 1, channels = 1] = values;
    if (
      values.length !== 0 &&
      (values.length !== 4 || batch !== 1 || channels !== 1 || height < 1 || width < 1)
    ) {
      throw graphInvalid(this.#file, this.#node, `its ${name} are [${values.join(', ')}]`);
    }
    return [height, width];
  }

  #get(name: string, kind: string): Json | undefined {
    return this.#json?.optional(name)?.optional(kind);
  }

  #list(name: string, kind: string): readonly Json[] | undefined {
    return this.#get(name, 'list')?.optional(kind)?.list();
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
