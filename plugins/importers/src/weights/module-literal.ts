import { fileUnreadable } from '../errors.js';

const deepest = 64;
const names = /[A-Za-z_$][\w$]*/y;
const numbers = /-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Reads the value that a minified CommonJS or UMD module exports, without running it: the first `.exports=` that is followed
 * by a literal. Objects, lists, texts, numbers and minified booleans (`!0`, `!1`) are understood, nothing that computes.
 */
export function readModuleLiteral(file: string, source: string): unknown {
  const start = /\.exports\s*=\s*(?=[[{"'])/.exec(source);
  if (start === null) throw fileUnreadable(file, 'it exports no literal');
  return new LiteralReader(file, source, start.index + start[0].length).value(0);
}

class LiteralReader {
  readonly #file: string;
  readonly #source: string;
  #at: number;

  constructor(file: string, source: string, at: number) {
    this.#file = file;
    this.#source = source;
    this.#at = at;
  }

  value(depth: number): unknown {
    if (depth > deepest) return this.#fail(`values are nested more than ${deepest} deep`);
    const next = this.#peek();
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#list(depth);
    if (next === '"' || next === "'") return this.#text(next);
    if (next === '!') return this.#minifiedBoolean();
    const number = this.#match(numbers);
    if (number !== undefined) return Number(number);
    const word = this.#match(names);
    if (word !== undefined && words.has(word)) return words.get(word);
    return this.#fail('expected a literal');
  }

  #object(depth: number): unknown {
    const members: [string, unknown][] = [];
    this.#expect('{');
    while (!this.#take('}')) {
      const key = this.#key();
      this.#expect(':');
      members.push([key, this.value(depth + 1)]);
      if (!this.#take(',') && this.#peek() !== '}') return this.#fail('expected , or }');
    }
    return Object.fromEntries(members);
  }

  #list(depth: number): unknown {
    const items: unknown[] = [];
    this.#expect('[');
    while (!this.#take(']')) {
      items.push(this.value(depth + 1));
      if (!this.#take(',') && this.#peek() !== ']') return this.#fail('expected , or ]');
    }
    return items;
  }

  #key(): string {
    const next = this.#peek();
    if (next === '"' || next === "'") return this.#text(next);
    return this.#match(names) ?? this.#match(numbers) ?? this.#fail('expected a key');
  }

  #minifiedBoolean(): boolean {
    this.#expect('!');
    if (this.#take('0')) return true;
    if (this.#take('1')) return false;
    return this.#fail('expected !0 or !1');
  }

  #text(quote: string): string {
    const first = this.#at + 1;
    let end = this.#source.indexOf(quote, first);
    while (end !== -1 && this.#escaped(end, first)) end = this.#source.indexOf(quote, end + 1);
    if (end === -1) return this.#fail('a text has no end');
    const raw = this.#source.slice(first, end);
    this.#at = end + 1;
    return raw.includes('\\') ? this.#unescaped(raw, quote) : raw;
  }

  /** Whether an odd number of backslashes stands before a quote. */
  #escaped(quote: number, first: number): boolean {
    let backslashes = 0;
    while (quote - backslashes > first && this.#source[quote - backslashes - 1] === '\\') backslashes += 1;
    return backslashes % 2 === 1;
  }

  #unescaped(raw: string, quote: string): string {
    const json = quote === '"' ? raw : raw.replaceAll(/\\'|"/g, (found) => (found === '"' ? '\\"' : "'"));
    try {
      return JSON.parse(`"${json}"`) as string;
    } catch {
      return this.#fail('a text has an unknown escape');
    }
  }

  #peek(): string | undefined {
    while (/\s/.test(this.#source[this.#at] ?? '')) this.#at += 1;
    return this.#source[this.#at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) this.#fail(`expected ${character}`);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(reason: string): never {
    throw fileUnreadable(this.#file, `${reason} at character ${this.#at}`);
  }
}
