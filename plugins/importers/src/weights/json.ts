import { fileUnreadable } from '../errors.js';

/** A value inside a JSON file, with the way to it, so that every complaint can name both. */
export class Json {
  readonly file: string;
  readonly path: string;
  readonly value: unknown;

  constructor(file: string, value: unknown, path = 'its content') {
    this.file = file;
    this.value = value;
    this.path = path;
  }

  /** A required member. */
  get(key: string): Json {
    const member = this.optional(key);
    if (member === undefined) throw fileUnreadable(this.file, `${this.path} has no "${key}"`);
    return member;
  }

  /** A member that may be absent or null. */
  optional(key: string): Json | undefined {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#fail('an object');
    const member: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    if (member === undefined || member === null) return undefined;
    return new Json(this.file, member, this.path === 'its content' ? key : `${this.path}.${key}`);
  }

  keys(): readonly string[] {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#fail('an object');
    return Object.keys(value);
  }

  list(): readonly Json[] {
    if (!Array.isArray(this.value)) return this.#fail('a list');
    return this.value.map((item: unknown, index) => new Json(this.file, item, `${this.path}[${index}]`));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.#fail('a text');
  }

  number(): number {
    return typeof this.value === 'number' ? this.value : this.#fail('a number');
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.#fail('true or false');
  }

  /** Protobuf's JSON writes 64-bit integers as texts. */
  integer(): number {
    const number =
      typeof this.value === 'string' && /^-?\d{1,15}$/.test(this.value) ? Number(this.value) : this.value;
    return Number.isSafeInteger(number) ? (number as number) : this.#fail('a whole number');
  }

  #fail(expected: string): never {
    throw fileUnreadable(this.file, `${this.path} should be ${expected}`);
  }
}
