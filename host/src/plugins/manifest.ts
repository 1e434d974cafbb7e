import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Manifest } from '@facet/api';
import { kinds, pluginIdOf, pluralOf } from '@facet/api';
import semver from 'semver';
import {
  engineMissing,
  engineTooNew,
  engineTooOld,
  invalidManifest,
  invalidRequirement,
} from '../errors/plugin-discovery.js';
import type { ManifestPlace } from '../errors/plugin-discovery.js';
import { duplicateContribution, modelUndeclared } from '../errors/plugins.js';
import type { PluginName } from '../errors/plugins.js';
import { deepFreeze } from '../config/deep-freeze.js';
import { manifestSchema } from './manifest-schema.js';
import { describeSchemaErrors } from './schema-sentences.js';

/** Every start pays for this: a test checks the schema against its meta-schema, and shared parts are compiled once. */
const compileOnce = { allErrors: true, verbose: true, meta: false, validateSchema: false, inlineRefs: false };
let validate: ValidateFunction | undefined;

/** What a package says about itself, before it is trusted. */
export interface ManifestSource {
  readonly packageName: string;
  readonly version: string;
  /** Whether it stands in a package.json or in a plugin object. */
  readonly place: ManifestPlace;
  /** `engines.facet` of the package, `facet` of the object. */
  readonly engine: unknown;
  readonly manifest: unknown;
  /** Where it was read, for messages. */
  readonly origin: string;
}

/**
 * Checks a manifest without running code of the plugin: its schema, the versions it works with, its ids and models.
 * @returns The plugin's id and its manifest, frozen.
 * @throws FacetError `PLUGIN_MANIFEST`, `PLUGIN_ENGINE_MISSING`, `PLUGIN_TOO_NEW`, `PLUGIN_TOO_OLD`,
 * `PLUGIN_DUPLICATE_CONTRIBUTION`, `PLUGIN_MODEL_UNDECLARED`.
 */
export function checkManifest(
  source: ManifestSource,
  apiVersion: string,
): { readonly id: string; readonly manifest: Manifest } {
  const { packageName, version, origin, place } = source;
  validate ??= new Ajv2020(compileOnce).compile(manifestSchema);
  if (!validate(source.manifest)) {
    const problems = describeSchemaErrors(
      validate.errors ?? [],
      source.manifest,
      place === 'package' ? 'facet' : 'manifest',
    );
    throw invalidManifest(
      packageName,
      origin,
      place,
      problems.map((problem) => problem.sentence),
    );
  }
  const manifest = deepFreeze(structuredClone(source.manifest)) as Manifest;
  const id = pluginIdOf(packageName, manifest);
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(id)) {
    throw invalidManifest(packageName, origin, place, [
      `"${id}" cannot be a plugin's id; set "id" in the manifest.`,
    ]);
  }
  const plugin = { id, version };
  checkEngine(plugin, source, apiVersion);
  checkRequired(plugin, manifest);
  checkIds(plugin, manifest);
  return { id, manifest };
}

function checkEngine(plugin: PluginName, { engine: range, place }: ManifestSource, apiVersion: string): void {
  if (typeof range !== 'string' || range === '' || semver.validRange(range) === null) {
    throw engineMissing(plugin, range, apiVersion, place);
  }
  if (semver.satisfies(apiVersion, range, { includePrerelease: true })) return;
  throw semver.ltr(apiVersion, range)
    ? engineTooNew(plugin, range, apiVersion)
    : engineTooOld(plugin, range, apiVersion);
}

function checkRequired(plugin: PluginName, { requires = {} }: Manifest): void {
  for (const [id, range] of Object.entries(requires)) {
    if (semver.validRange(range) === null) throw invalidRequirement(plugin, id, range);
  }
}

function checkIds(plugin: PluginName, manifest: Manifest): void {
  const contributes = manifest.contributes ?? {};
  const models = (contributes.models ?? []).map((model) => model.id);
  refuseRepeats(plugin, 'model', models);
  for (const kind of kinds) {
    const contributions = contributes[pluralOf(kind)] ?? [];
    refuseRepeats(
      plugin,
      kind,
      contributions.map((contribution) => contribution.id),
    );
    for (const contribution of contributions) {
      const missing = contribution.models?.find((model) => !models.includes(model));
      if (missing !== undefined) throw modelUndeclared(plugin, kind, contribution.id, missing);
    }
  }
}

function refuseRepeats(plugin: PluginName, kind: string, ids: readonly string[]): void {
  const repeated = ids.find((id, at) => ids.indexOf(id) !== at);
  if (repeated !== undefined) throw duplicateContribution(plugin, kind, repeated);
}
