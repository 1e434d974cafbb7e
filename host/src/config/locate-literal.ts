/*
 * Where the keys of an exported object literal stand in JavaScript or TypeScript source. It reads literals only and
 * gives up quietly on anything else: the result serves messages, never values.
 */

const exported = /\bexport\s+default\b|\bmodule\.exports\s*=/g;

/** Offsets of the keys and array elements of the default export, by dotted path. */
export function locateLiteral(source: string): ReadonlyMap<string, number> {
  const text = blankComments(source);
  const found = new Map<string, number>();
  const start = literalStart(text);
  if (start !== undefined) readValue(text, start, [], found);
  return found;
}

/** The opening brace of the exported literal: `export default {`, `= defineConfig({`, or that of the variable exported. */
function literalStart(text: string): number | undefined {
  const [match] = [...text.matchAll(exported)].slice(-1);
  if (!match) return undefined;
  const after = match.index + match[0].length;
  const name = /^\s*([\w$]+)\s*(?:;|$|\n)/.exec(text.slice(after))?.[1];
  const from =
    name === undefined
      ? after
      : text.search(new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b[^=]*=`));
  const brace = from < 0 ? -1 : text.indexOf('{', name === undefined ? from : text.indexOf('=', from));
  return brace < 0 ? undefined : brace;
}

/** Reads one value and returns the offset after it: of the comma or bracket that ends it. */
function readValue(text: string, start: number, path: readonly string[], found: Map<string, number>): number {
  const at = skipSpace(text, start);
  if (text[at] === '{') return skipValue(text, readObject(text, at + 1, path, found));
  if (text[at] === '[') return skipValue(text, readArray(text, at + 1, path, found));
  return skipValue(text, at);
}

function readObject(
  text: string,
  start: number,
  path: readonly string[],
  found: Map<string, number>,
): number {
  for (let at = skipSpace(text, start); at < text.length; at = skipSpace(text, at)) {
    if (text[at] === '}') return at + 1;
    if (text[at] === ',') {
      at++;
      continue;
    }
    const key = /^(?:([\w$]+)|'([^']*)'|"([^"]*)")\s*(?=[:,}])/.exec(text.slice(at, at + 400));
    const name = key?.[1] ?? key?.[2] ?? key?.[3];
    if (!key || name === undefined) {
      // A closing bracket that fits nothing, as a regular expression can make: there is no more to read.
      if (')]'.includes(text[at]!)) return text.length;
      at = skipValue(text, at);
      continue;
    }
    const here = [...path, name];
    found.set(here.join('.'), at);
    at += key[0].length;
    if (text[at] === ':') at = readValue(text, at + 1, here, found);
  }
  return text.length;
}

function readArray(text: string, start: number, path: readonly string[], found: Map<string, number>): number {
  let index = 0;
  for (let at = skipSpace(text, start); at < text.length; at = skipSpace(text, at)) {
    if (text[at] === ']') return at + 1;
    if (')}'.includes(text[at]!)) return text.length;
    if (text[at] === ',') {
      at++;
      continue;
    }
    const here = [...path, String(index++)];
    found.set(here.join('.'), at);
    at = readValue(text, at, here, found);
  }
  return text.length;
}

/** The offset of the comma or closing bracket that ends the value which `start` lies in. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'" || char === '"' || char === '`') at = skipString(text, at) - 1;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && depth-- === 0) return at;
    else if (char === ',' && depth === 0) return at;
  }
  return text.length;
}

function skipString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}

/** The source with comments turned into spaces, so that offsets stay. */
function blankComments(source: string): string {
  let text = '';
  for (let at = 0; at < source.length;) {
    const pair = source.slice(at, at + 2);
    let end = at + 1;
    if (pair === '//') end = indexOrEnd(source, '\n', at);
    else if (pair === '/*') end = Math.min(source.length, indexOrEnd(source, '*/', at + 2) + 2);
    else if (/['"`]/.test(source[at]!)) end = skipString(source, at);
    const part = source.slice(at, end);
    text += pair === '//' || pair === '/*' ? part.replaceAll(/[^\n]/g, ' ') : part;
    at = end;
  }
  return text;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index < 0 ? text.length : index;
}
