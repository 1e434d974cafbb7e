import { badVariable, unknownVariable } from '../errors/config.js';
import type { Layer } from './layer.js';
import { configSchema } from './schema.js';
import { nest, parseValue } from './set-expression.js';
import { suggest } from './suggest.js';

/** Variables that are read elsewhere and are no config keys. */
const reserved = new Set(['FACET_CACHE', 'FACET_DEBUG', 'FACET_TOKEN', 'FACET_TRUST', 'FACET_TRUST_FILE']);

/**
 * The layers of `FACET_*` variables: `__` goes one level down and `_` starts a new word, so that
 * `FACET_DEVICE` is `device` and `FACET_CONTENT_CHECK__THRESHOLD` is `contentCheck.threshold`.
 * Variables that name no config key are left alone, unless one looks like a slip of the pen.
 * @throws FacetError `CONFIG_ENV` for such a slip, or a value that begins like JSON and is not.
 */
export function environmentLayers(
  env: Readonly<Record<string, string | undefined>>,
  from: string,
): readonly Layer[] {
  const keys = Object.keys(configSchema.shape).filter((key) => !key.startsWith('$'));
  const layers: Layer[] = [];
  for (const [variable, text] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (text === undefined || !/^FACET_[A-Z]/.test(variable) || reserved.has(variable)) continue;
    const path = variable.slice('FACET_'.length).split('__').map(toCamelCase);
    const [first = ''] = path;
    if (!keys.includes(first)) {
      const similar = suggest(first, keys);
      if (similar !== undefined) throw unknownVariable(variable, variableName([similar, ...path.slice(1)]));
      continue;
    }
    layers.push({
      tree: nest(path, valueOf(variable, text)),
      from,
      locate: () => ({ kind: 'env', name: variable }),
    });
  }
  return layers;
}

/** The variable that sets a config path, such as `FACET_DETECTOR__SIZE` for `detector.size`. */
export function variableName(path: readonly string[]): string {
  return `FACET_${path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('__')}`;
}

function toCamelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function valueOf(variable: string, text: string): unknown {
  try {
    return parseValue(text);
  } catch (error) {
    throw badVariable(variable, (error as Error).message);
  }
}
