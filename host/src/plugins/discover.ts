import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InlinePlugin, Manifest, Plugin } from '@facet/api';
import {
  incompletePackage,
  invalidInline,
  noManifest,
  pluginNotFound,
  unreadablePackage,
} from '../errors/plugin-discovery.js';
import { entryOf, importDefault, loadPlugin } from './load.js';
import { checkManifest } from './manifest.js';
import type { Options } from './options.js';
import { show } from './schema-sentences.js';

/** A plugin as a config names it, and the file that does. */
export interface PluginSpec {
  /** Package name, path to a package folder or to a file, or a plugin object. */
  readonly spec: string | InlinePlugin;
  /** What relative paths and packages are found from: the file that wrote it, or a folder. */
  readonly from: string;
  /** The plugin's own options as they were written. */
  readonly options?: Options;
  /** Where it was written, for messages, such as `facet.config.ts:3`; `from` by default. */
  readonly namedBy?: string;
}

/** A plugin whose manifest was read and accepted; its code has not run. */
export interface DiscoveredPlugin {
  readonly id: string;
  readonly version: string;
  readonly packageName: string;
  /** Folder that relative paths of the manifest start from. */
  readonly dir: string;
  /** Where it was found, for messages: a folder, a file, or the file that holds the plugin object. */
  readonly origin: string;
  readonly manifest: Manifest;
  readonly bundled: boolean;
  /** Where the config names it, for messages; absent for the bundled ones. */
  readonly namedBy?: string;
  /** What it is: its folder or file, or the plugin object. Two with the same source are one plugin. */
  readonly source: string | InlinePlugin;
  /** Imports the code. */
  load(): Promise<Plugin>;
}

interface PackageJson {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly engines?: Readonly<Record<string, unknown>>;
  readonly facet?: unknown;
}

/**
 * Finds a plugin and reads its manifest without running its code. The one exception is a single file without a manifest
 * in the package.json beside or above it: such a file must export an InlinePlugin, whose manifest is in the object, so it is imported.
 */
export async function discoverPlugin(
  found: PluginSpec,
  apiVersion: string,
  bundled = false,
): Promise<DiscoveredPlugin> {
  const { spec, from, namedBy = from } = found;
  if (typeof spec !== 'string') {
    return { ...fromObject(spec, namedBy, folderOf(from), apiVersion), namedBy };
  }
  const place = locatePlugin(found)!;
  const plugin = statSync(place).isDirectory()
    ? fromFolder(place, spec, apiVersion, bundled)
    : await fromFile(place, apiVersion);
  return { ...plugin, ...(!bundled && { namedBy }) };
}

/**
 * The folder or file a plugin lies in; nothing for an object.
 * @throws FacetError `PLUGIN_NOT_FOUND`.
 */
export function locatePlugin({ spec, from, namedBy = from }: PluginSpec): string | undefined {
  if (typeof spec !== 'string') return undefined;
  if (!isPath(spec)) {
    const dir = findPackage(spec, folderOf(from));
    if (dir === undefined)
      throw pluginNotFound(spec, namedBy, `no folder node_modules above ${folderOf(from)} holds it`);
    return dir;
  }
  const path = resolve(folderOf(from), spec.startsWith('file:') ? fileURLToPath(spec) : spec);
  if (!existsSync(path)) throw pluginNotFound(spec, namedBy, `${path} does not exist`);
  return realpathSync(path);
}

function fromFolder(dir: string, spec: string, apiVersion: string, bundled: boolean): DiscoveredPlugin {
  const file = join(dir, 'package.json');
  const found = existsSync(file) ? readPackage(file) : undefined;
  if (!found || !holdsManifest(found)) throw noManifest(spec, file, found !== undefined);
  return fromPackage(found, dir, dir, apiVersion, bundled, () => entryOf(dir));
}

async function fromFile(file: string, apiVersion: string): Promise<DiscoveredPlugin> {
  const dir = ownerOf(file);
  const owner = dir === undefined ? undefined : readPackage(join(dir, 'package.json'));
  if (dir !== undefined && owner && holdsManifest(owner)) {
    return fromPackage(owner, dir, file, apiVersion, false, () => file);
  }
  return fromObject(await importDefault(undefined, file), file, dirname(file), apiVersion);
}

function fromPackage(
  found: PackageJson,
  dir: string,
  origin: string,
  apiVersion: string,
  bundled: boolean,
  entry: () => string,
): DiscoveredPlugin {
  const { name: packageName, version } = found;
  const file = join(dir, 'package.json');
  if (!isText(packageName)) throw incompletePackage(file, 'name', show(packageName));
  if (!isText(version)) throw incompletePackage(file, 'version', show(version));
  const manifest = { place: 'package', engine: found.engines?.facet, manifest: found.facet } as const;
  const source = { packageName, version, origin, ...manifest };
  const { id, manifest: checked } = checkManifest(source, apiVersion);
  return {
    id,
    version,
    packageName,
    dir,
    origin,
    manifest: checked,
    bundled,
    source: origin,
    load: () => loadPlugin({ id, version }, dir, entry),
  };
}

function fromObject(value: unknown, origin: string, dir: string, apiVersion: string): DiscoveredPlugin {
  if (typeof value !== 'object' || value === null)
    throw invalidInline(origin, 'a plugin object', show(value));
  const object = value as Partial<Record<keyof InlinePlugin, unknown>>;
  for (const key of ['name', 'version'] as const) {
    if (!isText(object[key])) throw invalidInline(origin, `${key} as text`, show(object[key]));
  }
  if (typeof object.activate !== 'function') {
    throw invalidInline(origin, 'a function activate', show(object.activate));
  }
  const plugin = value as InlinePlugin;
  const { name: packageName, version } = plugin;
  const declared = { place: 'object', engine: object.facet, manifest: object.manifest } as const;
  const source = { packageName, version, origin, ...declared };
  const { id, manifest } = checkManifest(source, apiVersion);
  return {
    id,
    version,
    packageName,
    dir,
    origin,
    manifest,
    bundled: false,
    source: plugin,
    load: () => Promise.resolve(plugin),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A package.json may also hold a project's config under `facet`; only a manifest says `manifest`. */
function holdsManifest(found: PackageJson): boolean {
  return typeof found.facet === 'object' && found.facet !== null && 'manifest' in found.facet;
}

function readPackage(file: string): PackageJson {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
  } catch (cause) {
    throw unreadablePackage(file, cause);
  }
}

/** As Node looks for a package: in each node_modules folder from here to the root. `exports` of the package has no say in this. */
function findPackage(name: string, from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const candidate = join(dir, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(dir) === dir) return undefined;
  }
}

/** The folder of the nearest package.json beside or above a file. */
function ownerOf(file: string): string | undefined {
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dirname(dir) === dir) return undefined;
  }
}

function isPath(spec: string): boolean {
  return /^(\.{0,2}[\\/]|file:|[A-Za-z]:[\\/])/.test(spec) || spec === '.' || spec === '..';
}

function folderOf(from: string): string {
  return existsSync(from) && statSync(from).isDirectory() ? realpathSync(from) : dirname(resolve(from));
}
