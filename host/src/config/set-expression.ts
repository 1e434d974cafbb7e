import { badSetExpression } from '../errors/config.js';
import type { Layer, Tree } from './layer.js';
import { ArrayPatch } from './layer.js';

/**
 * The layer of one `path=value`: the path in dots, an element of an array by its index (`units.0.sharpen` or
 * `units[0].sharpen`), the value as JSON or else as bare text.
 * @throws FacetError `CONFIG_SET` when it cannot be read.
 */
export function setLayer(expression: string, from: string): Layer {
  const equals = expression.indexOf('=');
  if (equals < 0) throw badSetExpression(expression, 'has no "="');
  const path = expression
    .slice(0, equals)
    .trim()
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.');
  if (path.some((key) => !/^[\w$-]+$/.test(key) || key === '__proto__')) {
    throw badSetExpression(expression, 'has no valid path before the "="');
  }
  let value: unknown;
  try {
    value = parseValue(expression.slice(equals + 1));
  } catch (error) {
    throw badSetExpression(expression, `has a value that is not valid JSON: ${(error as Error).message}`);
  }
  return { tree: nest(path, value), from, locate: () => ({ kind: 'set', name: `--set ${expression}` }) };
}

/**
 * JSON where it is JSON, numbers as people write them (`.5`), text otherwise.
 * @throws SyntaxError for text that begins like JSON and is not.
 */
export function parseValue(text: string): unknown {
  const trimmed = text.trim();
  try {
    return JSON.parse(trimmed);
  } catch (error) {
    if (/^[[{"]/.test(trimmed)) throw error;
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : trimmed;
  }
}

/** A tree with one value in it; a numeric key changes an element of the array there. */
export function nest(path: readonly string[], value: unknown): Tree {
  return path.reduceRight<unknown>(
    (inner, key) => (/^\d+$/.test(key) ? new ArrayPatch([[Number(key), inner]]) : { [key]: inner }),
    value,
  ) as Tree;
}
