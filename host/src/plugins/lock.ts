import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '@facet/api';
import { pluginIdOf } from '@facet/api';
import { codeOf, messageOf } from '../errors/cause.js';
import { lockBroken, lockDiffers, lockMissing } from '../errors/trust.js';
import type { DiscoveredPlugin, PluginSpec } from './discover.js';
import { discoverPlugin, locatePlugin } from './discover.js';
import { integrityOf } from './integrity.js';

/** A plugin as facet.lock records it. */
export interface LockedPlugin {
  readonly id: string;
  readonly version: string;
  /** Hash of its files; absent for an object in a config file, whose code the config brings with it from wherever it likes. */
  readonly integrity?: string;
}

/** `facet.lock`: the third-party plugins of a project, by the name the config has for them. */
export interface LockFile {
  readonly lock: 1;
  readonly plugins: Readonly<Record<string, LockedPlugin>>;
}

export const lockFileName = 'facet.lock';

/** What facet.lock holds, compared with what is found. */
export class PluginLock {
  readonly #file: string;
  readonly #plugins: LockFile['plugins'];

  private constructor(file: string, plugins: LockFile['plugins']) {
    this.#file = file;
    this.#plugins = plugins;
  }

  /** @throws FacetError `LOCK_MISSING`, `LOCK_BROKEN`. */
  static async read(file: string): Promise<PluginLock> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      throw codeOf(error) === 'ENOENT' ? lockMissing(file) : lockBroken(file, messageOf(error));
    }
    try {
      const { lock, plugins } = JSON.parse(text) as Partial<LockFile>;
      if (lock !== 1 || typeof plugins !== 'object') throw new Error('it is of another form');
      return new PluginLock(file, plugins);
    } catch (error) {
      throw lockBroken(file, messageOf(error));
    }
  }

  /**
   * Compares the files of a plugin, before any of them is imported.
   * @throws FacetError `LOCK_DIFFERS`.
   */
  async checkFiles(spec: PluginSpec, place: string | undefined): Promise<void> {
    const name = lockName(spec, path.dirname(this.#file));
    const locked = this.#plugins[name];
    const found = place === undefined ? undefined : await integrityOf(place);
    if (locked && locked.integrity === found) return;
    const { id, version } = (place === undefined ? undefined : identityIn(place)) ?? {};
    const files = `${id === undefined ? 'a plugin' : `${id} ${version}`} with ${found ?? 'no files'}`;
    throw lockDiffers(
      name,
      describe(locked),
      found === undefined ? 'an object in the config' : files,
      this.#file,
    );
  }

  /** @throws FacetError `LOCK_DIFFERS`. */
  checkVersion(spec: PluginSpec, { id, version }: DiscoveredPlugin): void {
    const name = lockName(spec, path.dirname(this.#file));
    const locked = this.#plugins[name];
    if (locked?.id === id && locked.version === version) return;
    throw lockDiffers(name, describe(locked), `${id} ${version}`, this.#file);
  }

  /** @throws FacetError `LOCK_DIFFERS` for a plugin that is locked and not in the config any more. */
  checkComplete(specs: readonly PluginSpec[]): void {
    const names = specs.map((spec) => lockName(spec, path.dirname(this.#file)));
    const gone = Object.keys(this.#plugins).find((name) => !names.includes(name));
    if (gone === undefined) return;
    throw lockDiffers(gone, describe(this.#plugins[gone]), 'no such plugin in the config', this.#file);
  }
}

/** `acme 1.0.0 with sha512-…`, for messages. */
function describe(locked: LockedPlugin | undefined): string {
  if (!locked) return 'nothing';
  const { id, version, integrity } = locked;
  return `${id} ${version}${integrity === undefined ? '' : ` with ${integrity}`}`;
}

/** What a package folder says it is, for messages; nothing where it does not say, and of a single file, which says so only when it runs. */
function identityIn(place: string): { readonly id: string; readonly version: string } | undefined {
  try {
    const text = readFileSync(path.join(place, 'package.json'), 'utf8');
    const { name, version, facet } = JSON.parse(text) as { name: string; version: string; facet: Manifest };
    return { id: pluginIdOf(name, facet), version };
  } catch {
    return undefined;
  }
}

/** The name of a plugin in a lock: as written, paths relative to the lock's folder, objects by their package name. */
export function lockName({ spec, from }: PluginSpec, folder: string): string {
  if (typeof spec !== 'string') return `object ${spec.name}`;
  if (!/^\.{0,2}[\\/]|^\.{1,2}$/.test(spec)) return spec;
  return path.relative(folder, path.resolve(from, spec)).split(path.sep).join('/') || '.';
}

/**
 * The lock of a project as its plugins are now.
 * @param folder The lock's folder.
 */
export async function lockPlugins(
  specs: readonly PluginSpec[],
  apiVersion: string,
  folder: string,
): Promise<LockFile> {
  const plugins: [string, LockedPlugin][] = [];
  for (const spec of specs) {
    const { id, version } = await discoverPlugin(spec, apiVersion);
    const place = locatePlugin(spec);
    const integrity = place === undefined ? {} : { integrity: await integrityOf(place) };
    plugins.push([lockName(spec, folder), { id, version, ...integrity }]);
  }
  return { lock: 1, plugins: Object.fromEntries(plugins.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
