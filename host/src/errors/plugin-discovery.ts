import type { FacetErrorShape } from '@facet/api';
import { FacetError } from '@facet/api';
import { messageOf } from './cause.js';
import type { PluginName } from './plugins.js';

/* What may be wrong with a plugin before its code has registered anything. The codes stand in plugins.ts. */

/** A plugin with the place it was found in. */
export interface PlacedPlugin extends PluginName {
  readonly origin: string;
  readonly bundled: boolean;
  /** Where the config names it; absent for those that come with Facet. */
  readonly namedBy?: string;
}

const named = (plugin: PluginName): string => `Plugin "${plugin.id}" ${plugin.version}`;

/** On one line, as a sentence: parsers and Node write several. */
const text = (cause: unknown): string => `${messageOf(cause).replaceAll(/\s*\n\s*/g, ' ')}.`;

/** The same error, which then says where the config names the plugin, unless it does already. */
export function namedIn(error: FacetErrorShape, namedBy: string | undefined): FacetErrorShape {
  const { code, message, remedy, details, cause } = error;
  if (namedBy === undefined || message.includes(namedBy)) return error;
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  return new FacetError(code, `${sentence} The plugin is named in ${namedBy}.`, {
    ...(remedy !== undefined && { remedy }),
    ...(details && { details }),
    cause: cause ?? error,
  });
}

export const pluginNotFound = (spec: string, from: string, looked: string): FacetError =>
  new FacetError('PLUGIN_NOT_FOUND', `The plugin "${spec}", named in ${from}, was not found: ${looked}.`, {
    remedy: /^[./]|^file:/.test(spec)
      ? 'Correct the path; it is read from the folder of the file that names it.'
      : `Install it (npm install ${spec}) beside that file, or remove it from "plugins".`,
    details: { spec, from },
  });

/** @param found Whether there is a package.json. */
export const noManifest = (spec: string, packageFile: string, found: boolean): FacetError =>
  new FacetError(
    'PLUGIN_NO_MANIFEST',
    found
      ? `"${spec}" is not a plugin: ${packageFile} has no "facet" field with a manifest, which the host reads.`
      : `"${spec}" is not a plugin: there is no ${packageFile}, in which the host looks for the manifest.`,
    {
      remedy: found
        ? 'Add "facet": { "manifest": 1, … } to its package.json, or remove it from "plugins".'
        : 'Name the folder of its package.json, or a single file in TypeScript or JavaScript.',
    },
  );

export const unreadablePackage = (packageFile: string, cause: unknown): FacetError =>
  new FacetError('PLUGIN_MANIFEST', `${packageFile} cannot be read as JSON: ${text(cause)}`, {
    remedy: 'Mend the file, or remove the plugin from "plugins".',
    cause,
  });

/** Where a plugin says what it is: in its package.json, or in a plugin object, which calls it differently. */
export type ManifestPlace = 'package' | 'object';

export const invalidManifest = (
  plugin: string,
  origin: string,
  place: ManifestPlace,
  problems: readonly string[],
): FacetError =>
  new FacetError(
    'PLUGIN_MANIFEST',
    `Plugin "${plugin}" (${origin}) has a manifest the host cannot accept: ${problems.slice(0, 5).join(' ')}`,
    {
      remedy:
        place === 'package'
          ? 'Correct the "facet" field of its package.json.'
          : 'Correct "manifest" in the plugin object.',
      details: { problems: [...problems] },
    },
  );

/** @param key What a package.json lacks that is no part of the manifest. */
export const incompletePackage = (packageFile: string, key: string, received: string): FacetError =>
  new FacetError(
    'PLUGIN_MANIFEST',
    `Expected "${key}" as text in ${packageFile}, a plugin's, but received ${received}.`,
    { remedy: `Add "${key}" to it, or remove the plugin from "plugins".` },
  );

export const invalidRequirement = (plugin: PluginName, id: string, range: string): FacetError =>
  new FacetError(
    'PLUGIN_MANIFEST',
    `${named(plugin)} requires "${id}" in versions that are no range: ${JSON.stringify(range)}.`,
    { remedy: 'Write a range such as "^1.2.0" under "requires" in its manifest.' },
  );

export const invalidInline = (origin: string, expected: string, received: string): FacetError =>
  new FacetError(
    'PLUGIN_INLINE',
    `Expected ${expected} in the plugin given in ${origin} but received ${received}.`,
    {
      remedy:
        'A plugin object has name, version, facet (a range of host versions), manifest and activate(ctx).',
    },
  );

export const engineMissing = (
  plugin: PluginName,
  declared: unknown,
  apiVersion: string,
  place: ManifestPlace,
): FacetError =>
  new FacetError(
    'PLUGIN_ENGINE_MISSING',
    `${named(plugin)} ${declared === undefined ? 'does not say which host versions it works with' : `names host versions that are no range (${JSON.stringify(declared)})`}; this host offers plugin API ${apiVersion}.`,
    {
      remedy:
        place === 'package'
          ? `Add "engines": { "facet": "^${apiVersion}" } to its package.json.`
          : `Add facet: '^${apiVersion}' to the plugin object.`,
    },
  );

export const engineTooNew = (plugin: PluginName, range: string, apiVersion: string): FacetError =>
  new FacetError(
    'PLUGIN_TOO_NEW',
    `${named(plugin)} needs plugin API ${range}, but this host offers ${apiVersion}, which is older.`,
    { remedy: `Update Facet, or install an older version of "${plugin.id}".` },
  );

export const engineTooOld = (plugin: PluginName, range: string, apiVersion: string): FacetError =>
  new FacetError(
    'PLUGIN_TOO_OLD',
    `${named(plugin)} was made for plugin API ${range}, but this host offers ${apiVersion}, which is newer.`,
    { remedy: `Install a newer version of "${plugin.id}", or a host that fits it.` },
  );

/** `version 1.2.3 (/project/acme, named in facet.config.ts:3)`, `version 0.1.0 (comes with Facet)`. */
function whichOne({ version, origin, bundled, namedBy }: PlacedPlugin): string {
  const naming = namedBy === undefined || namedBy === origin ? '' : `, named in ${namedBy}`;
  return `version ${version} (${bundled ? 'comes with Facet' : `${origin}${naming}`})`;
}

export const duplicatePlugin = (first: PlacedPlugin, second: PlacedPlugin): FacetError =>
  new FacetError(
    'PLUGIN_DUPLICATE',
    `Two plugins have the id "${first.id}": ${whichOne(first)} and ${whichOne(second)}.`,
    {
      remedy: first.bundled
        ? 'Give yours another "id" in its manifest, or remove it from "plugins".'
        : 'Remove one of them from "plugins", or give one another "id" in its manifest.',
    },
  );

/** @param plugin Absent for a single file, which says only when it has run who it is. */
export const loadFailed = (plugin: PluginName | undefined, file: string, cause: unknown): FacetError =>
  plugin
    ? new FacetError(
        'PLUGIN_LOAD',
        `${named(plugin)} could not be loaded by the host from ${file}: ${text(cause)}`,
        { remedy: `Build or reinstall "${plugin.id}", or remove it from "plugins".`, cause },
      )
    : new FacetError('PLUGIN_LOAD', `The plugin ${file} could not be loaded by the host: ${text(cause)}`, {
        remedy: 'Correct the file, or remove it from "plugins".',
        cause,
      });

export const noPluginExport = (plugin: PluginName, file: string): FacetError =>
  new FacetError(
    'PLUGIN_LOAD',
    `${named(plugin)} exports no plugin to the host: the default export of ${file} has no activate().`,
    { remedy: 'Write export default definePlugin({ activate(ctx) { … } }).' },
  );
