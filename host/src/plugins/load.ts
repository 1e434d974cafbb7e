import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@facet/api';
import { loadFailed, noPluginExport } from '../errors/plugin-discovery.js';
import type { PluginName } from '../errors/plugins.js';

const conditions = ['node', 'import', 'module-sync', 'default'];

/** The file a package folder exports as its main entry, as an ESM import would find it. */
export function entryOf(dir: string): string {
  const { exports, main } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
    exports?: unknown;
    main?: string;
  };
  const target = exports === undefined ? (main ?? 'index.js') : pick(exports);
  if (target === undefined) throw new Error('its package.json exports no main entry for import');
  return join(dir, target);
}

function pick(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  if ('.' in target) return pick(target['.']);
  for (const [condition, next] of Object.entries(target)) {
    const found = conditions.includes(condition) ? pick(next) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const typescript = ['.ts', '.mts', '.cts'];
const javascript = ['.js', '.mjs', '.cjs'];

/**
 * Imports a file and returns its default export. TypeScript goes through jiti.
 * @param plugin For messages; unknown for a single file.
 * @throws FacetError `PLUGIN_LOAD`.
 */
export async function importDefault(plugin: PluginName | undefined, file: string): Promise<unknown> {
  try {
    if (!existsSync(file)) throw new Error('the file does not exist');
    const extension = extname(file);
    if (![...typescript, ...javascript].includes(extension)) {
      throw new Error('a plugin is written in JavaScript or TypeScript, and this file is in neither');
    }
    if (typescript.includes(extension)) {
      const { createJiti } = await import('jiti');
      return await createJiti(import.meta.url, { interopDefault: true }).import(file, { default: true });
    }
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    return withoutInterop(module.default);
  } catch (cause) {
    throw loadFailed(plugin, file, isForeignSyntax(cause) ? new Error(foreignSyntax, { cause }) : cause);
  }
}

/** CommonJS that a compiler made of `export default` holds it as `exports.default`. */
function withoutInterop(exported: unknown): unknown {
  const { __esModule: compiled, default: inner } = (exported ?? {}) as Record<string, unknown>;
  return compiled === true ? inner : exported;
}

const foreignSyntax =
  'it has import or export statements, but its package.json does not say "type": "module"';

/** Node's words for a module that it reads as CommonJS. */
const isForeignSyntax = (cause: unknown): boolean =>
  cause instanceof SyntaxError &&
  /^(Unexpected token 'export'|Cannot use import statement)/.test(cause.message);

/**
 * Imports the code of a plugin.
 * @throws FacetError `PLUGIN_LOAD`, also when the default export has no activate().
 */
export async function loadPlugin(plugin: PluginName, dir: string, entry: () => string): Promise<Plugin> {
  let file: string;
  try {
    file = entry();
  } catch (cause) {
    throw loadFailed(plugin, dir, cause);
  }
  const value = await importDefault(plugin, file);
  if (typeof (value as Partial<Plugin> | null | undefined)?.activate === 'function') return value as Plugin;
  throw noPluginExport(plugin, file);
}
