import { stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { createJiti } from 'jiti';
import type { Place } from '../errors/config.js';
import { configBroken } from '../errors/config.js';
import { locateLiteral } from './locate-literal.js';
import type { Position, ReadResult } from './read-config-file.js';
import { textPosition } from './text-position.js';

/**
 * The default export of a JavaScript or TypeScript module. TypeScript needs no build step and may import
 * TypeScript files beside it; `facet` and `@facet/api` are found even where they are not installed.
 */
export async function readModule(file: string, text: string): Promise<ReadResult> {
  const exports = await (isTypeScript(file) ? importTypeScript(file) : importJavaScript(file)).catch(
    (error: unknown) => {
      throw broken(file, text, error);
    },
  );
  return { value: exports.default, position: positions(text) };
}

const isTypeScript = (file: string): boolean => /\.[mc]?ts$/.test(file);

type Exports = Readonly<Record<string, unknown>>;

async function importJavaScript(file: string): Promise<Exports> {
  const { mtimeMs } = await stat(file);
  return (await import(`${pathToFileURL(file).href}?mtime=${mtimeMs}`)) as Exports;
}

/** As Node keeps modules: one that is read again is the same while its file is. */
const typeScriptModules = new Map<string, { readonly mtimeMs: number; readonly exports: Promise<Exports> }>();

async function importTypeScript(file: string): Promise<Exports> {
  const { mtimeMs } = await stat(file);
  const known = typeScriptModules.get(file);
  if (known?.mtimeMs === mtimeMs) return known.exports;
  const exports = evaluateTypeScript(file);
  typeScriptModules.set(file, { mtimeMs, exports });
  return exports;
}

function evaluateTypeScript(file: string): Promise<Exports> {
  const jiti = createJiti(file, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    alias: { '@facet/api': fileURLToPath(import.meta.resolve('@facet/api')) },
  });
  return jiti.import<Exports>(file);
}

/** Keys of the exported literal; a key that is computed elsewhere is found by name where the name occurs once. */
function positions(text: string): ReadResult['position'] {
  const keys = locateLiteral(text);
  return (wanted) => {
    const offset = keys.get(wanted.join('.')) ?? onlyMention(text, wanted.at(-1) ?? '');
    return offset === undefined ? undefined : textPosition(text, offset);
  };
}

function onlyMention(text: string, key: string): number | undefined {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return undefined;
  const mentions = [...text.matchAll(new RegExp(`(?<![\\w$.])${key.replaceAll('$', '\\$')}\\s*:`, 'g'))];
  return mentions.length === 1 ? mentions[0]?.index : undefined;
}

function broken(file: string, text: string, error: unknown): Error {
  const thrown = error instanceof Error || hasMessage(error) ? error : { message: String(error) };
  // jiti reports syntax as "ParseError: <what> \n <file>:<line>:<column>", columns from 0.
  const parse = /^ParseError: (.*?)\s*\n\s*(.+):(\d+):(\d+)\s*$/s.exec(thrown.message);
  if (parse) {
    const [, what = '', where = file, line, column] = parse;
    return configBroken(
      { file: where, line: Number(line), column: Number(column) + 1 },
      `${what.trim()}.`,
      error,
    );
  }
  const what = sentence(thrown.message);
  const isSyntax = 'name' in thrown && thrown.name === 'SyntaxError';
  const place = isSyntax
    ? syntaxPlace(file, text)
    : (missingImport(file, text, thrown.message) ?? thrownAt(file, thrown));
  return configBroken({ file, ...place }, what, error);
}

const hasMessage = (error: unknown): error is { message: string; stack?: string; name?: string } =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

/** Node does not say where a module's syntax is wrong, the parser behind jiti does; its columns count from 0. */
function syntaxPlace(file: string, text: string): Position | undefined {
  const transformed = createJiti(file, { fsCache: false }).transform({ source: text, filename: file });
  const match = /__JITI_ERROR__ = \{.*?"line":(\d+),"column":(\d+)/.exec(transformed);
  return match ? { line: Number(match[1]), column: Number(match[2]) + 1 } : undefined;
}

/** The innermost frame of the stack that lies in the config's folder. TypeScript keeps its lines, not its columns. */
function thrownAt(file: string, error: { stack?: string }): Place | undefined {
  const folder = path.dirname(file);
  for (const frame of (error.stack ?? '').split('\n')) {
    const match = /(?:\(|\bat (?:async )?)([^()]+):(\d+):(\d+)\)?$/.exec(frame);
    const where = match?.[1]?.replace(/^file:.*$/, (url) => fileURLToPath(url));
    if (!match || !where?.startsWith(folder + path.sep) || where.includes('node_modules')) continue;
    return { file: where, line: Number(match[2]), ...(!isTypeScript(where) && { column: Number(match[3]) }) };
  }
  return undefined;
}

function missingImport(file: string, text: string, message: string): Position | undefined {
  const name = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (name === undefined) return undefined;
  const specifier = path.isAbsolute(name) ? path.basename(name) : name;
  const offset = text.indexOf(specifier);
  return offset < 0 || file === name ? undefined : textPosition(text, offset);
}

function sentence(message: string): string {
  // Of a missing module the rest says where the loader looked.
  const first =
    (/^Cannot find (?:module|package) '[^']+'/.exec(message)?.[0] ?? message).split('\n')[0]?.trim() ?? '';
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
