import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The declarations that @facet/api is published with, by module, in the order of its index. */
export async function readDeclarations(): Promise<ReadonlyMap<string, string>> {
  const folder = new URL('.', import.meta.resolve('@facet/api'));
  const read = (name: string): Promise<string> =>
    readFile(fileURLToPath(new URL(`${name}.d.ts`, folder)), 'utf8');
  const names = [...(await read('index')).matchAll(/from '\.\/(.+)\.js'/g)].map(([, name]) => name!);
  const texts = await Promise.all(names.map(read));
  return new Map(names.map((name, at) => [name, texts[at]!]));
}

/** An exported interface with its comment, as it is written. */
export function interfaceText(declarations: ReadonlyMap<string, string>, name: string): string {
  for (const text of declarations.values()) {
    const lines = text.split('\n');
    const start = lines.findIndex((line) => new RegExp(`^export interface ${name}\\b`).test(line));
    if (start < 0) continue;
    const end = lines.indexOf('}', start);
    let first = start;
    if (lines[start - 1]?.trimEnd().endsWith('*/')) {
      do first--;
      while (!lines[first]!.startsWith('/**'));
    }
    return lines.slice(first, end + 1).join('\n');
  }
  throw new RangeError(`Expected @facet/api to export an interface ${name}`);
}
