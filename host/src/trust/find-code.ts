import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { environmentLayers } from '../config/environment.js';
import { findConfigFile } from '../config/find-config-file.js';
import type { Tree } from '../config/layer.js';
import { isPresetName } from '../config/presets/index.js';
import { readConfigFile } from '../config/read-config-file.js';
import { setLayer } from '../config/set-expression.js';
import type { ConfigRequest } from '../config/index.js';
import { bundledPackage, bundledPlugins } from '../plugins/bundled.js';

/** Something a command would run that did not come with Facet. */
export interface ProjectCode {
  readonly kind: 'config' | 'plugin';
  /** Absolute path of a config file, or a plugin as it is named. */
  readonly name: string;
  /** The file, or the command line, that names it. */
  readonly namedBy: string;
  /** What trust in it covers: a config file's content, a plugin's name and the folder it is named in. */
  readonly key: string;
}

export interface Project {
  /** The folder of the config file, or the working folder where there is none. */
  readonly folder: string;
  readonly code: readonly ProjectCode[];
}

const bundledPackages: ReadonlySet<string> = new Set(bundledPlugins.map(bundledPackage));

/**
 * Everything a command with this config would run beside Facet's own code. It reads data files only and runs nothing;
 * what a config in TypeScript or JavaScript names is not known before it runs, so trust in it covers that as well.
 */
export async function findProjectCode(request: ConfigRequest): Promise<Project> {
  const cwd = path.resolve(request.cwd);
  const search = request.file ?? (await findConfigFile(cwd));
  const file = typeof search === 'string' ? path.resolve(cwd, search) : undefined;
  const folder = file === undefined ? cwd : path.dirname(file);
  const found = new CodeSearch();
  if (file !== undefined) await found.addFile(file, 'the config search');
  const outside: readonly Tree[] = [
    ...layersOf(() => environmentLayers(request.env ?? {}, cwd).map(({ tree }) => tree)),
    ...(request.set ?? []).flatMap((expression) => layersOf(() => [setLayer(expression, cwd).tree])),
    ...(request.flags ? [request.flags] : []),
  ];
  for (const tree of outside) await found.addTree(tree, cwd, 'the command line');
  return { folder: await realpath(folder).catch(() => folder), code: found.code };
}

/** What cannot be read is reported when the config is loaded; there is nothing to trust in it. */
function layersOf(read: () => readonly Tree[]): readonly Tree[] {
  try {
    return read();
  } catch {
    return [];
  }
}

class CodeSearch {
  readonly code: ProjectCode[] = [];
  readonly #seen = new Set<string>();

  async addFile(file: string, namedBy: string): Promise<void> {
    if (this.#seen.has(file)) return;
    this.#seen.add(file);
    if (/\.[mc]?[jt]s$/.test(file)) {
      const content = await readFile(file).catch(() => undefined);
      if (content === undefined) return;
      const digest = createHash('sha256').update(content).digest('hex');
      this.code.push({ kind: 'config', name: file, namedBy, key: `config ${file} sha256-${digest}` });
      return;
    }
    const found = await readConfigFile(file, namedBy).catch(() => undefined);
    if (found) await this.addTree(found.tree, path.dirname(file), file);
  }

  async addTree(tree: Tree, from: string, namedBy: string): Promise<void> {
    for (const name of listOf(tree.extends)) {
      if (!isPresetName(name)) await this.addFile(path.resolve(from, name), namedBy);
    }
    for (const name of pluginsOf(tree.plugins)) {
      if (bundledPackages.has(name)) continue;
      this.code.push({ kind: 'plugin', name, namedBy, key: `plugin ${name} in ${from}` });
    }
  }
}

/** Names alone, and those that stand before options. */
function pluginsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (Array.isArray(one) ? listOf(one[0]) : listOf(one)));
}

function listOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((one): one is string => typeof one === 'string');
}
