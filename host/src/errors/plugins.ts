import type { FacetErrorShape, Kind } from '@facet/api';
import { FacetError } from '@facet/api';
import { messageOf } from './cause.js';
import type { Activity } from '../plugins/activity.js';
import { describeWho, describeWork, detailsOf, remedyFor } from './activity.js';

/** Codes of plugins: finding them, their manifests, their contributions and their hooks. */
export const pluginCodes = {
  PLUGIN_NOT_FOUND: {
    exit: 2,
    meaning: 'A plugin named in the config is not installed or not at that path.',
  },
  PLUGIN_NO_MANIFEST: { exit: 2, meaning: 'A package named as a plugin has no "facet" manifest.' },
  PLUGIN_MANIFEST: { exit: 2, meaning: 'A plugin’s manifest breaks the manifest schema.' },
  PLUGIN_INLINE: { exit: 2, meaning: 'A plugin object or single file lacks what an inline plugin needs.' },
  PLUGIN_ENGINE_MISSING: { exit: 2, meaning: 'A plugin does not say which host versions it works with.' },
  PLUGIN_TOO_NEW: { exit: 2, meaning: 'A plugin needs a newer host.' },
  PLUGIN_TOO_OLD: { exit: 2, meaning: 'A plugin was made for an older host.' },
  PLUGIN_DUPLICATE: { exit: 2, meaning: 'Two plugins have the same id.' },
  PLUGIN_DUPLICATE_CONTRIBUTION: { exit: 2, meaning: 'A plugin declares the same id twice within a kind.' },
  PLUGIN_MODEL_UNDECLARED: {
    exit: 2,
    meaning: 'A contribution names a model its manifest does not declare.',
  },
  PLUGIN_OPTIONS_SCHEMA: {
    exit: 2,
    meaning: 'The schema of a contribution’s or a plugin’s options is not a valid JSON Schema.',
  },
  PLUGIN_CONTENT_CHECK: {
    exit: 2,
    meaning: 'Something tries to replace the content check or switch it off.',
  },
  UNKNOWN_PROVIDER: { exit: 2, meaning: 'No plugin provides what the config names.' },
  AMBIGUOUS_PROVIDER: { exit: 2, meaning: 'Several plugins provide the short name the config uses.' },
  OPTIONS_INVALID: { exit: 2, meaning: 'The options of a contribution or of a plugin break their schema.' },
  PLUGIN_LOAD: { exit: 2, meaning: 'A plugin’s code could not be imported, or it exports no plugin.' },
  PLUGIN_ACTIVATION: { exit: 1, meaning: 'A plugin failed while it was activated.' },
  PLUGIN_ACTIVATION_TIMEOUT: { exit: 1, meaning: 'A plugin did not finish its activation within the limit.' },
  PLUGIN_UNDECLARED: { exit: 2, meaning: 'A plugin registers something its manifest does not declare.' },
  PLUGIN_NOT_REGISTERED: { exit: 2, meaning: 'A plugin declares something it does not register.' },
  PLUGIN_REGISTERED_TWICE: { exit: 2, meaning: 'A plugin registers the same contribution twice.' },
  PLUGIN_PROVIDER: { exit: 2, meaning: 'A registered provider lacks a method of its kind.' },
  PLUGIN_LATE: { exit: 2, meaning: 'A plugin registers something after its activation has ended.' },
  PLUGIN_DISPOSED: { exit: 1, meaning: 'A plugin is asked for after the host has disposed of it.' },
  PLUGIN_DISPOSE: { exit: 1, meaning: 'Plugins failed while they were disposed of.' },
  PLUGIN_EXIT: { exit: 1, meaning: 'A plugin tried to end the process.' },
  PLUGIN_STRAY: {
    exit: 1,
    meaning: 'Something a plugin started failed after it had answered, with nobody waiting for it.',
  },
  PLUGIN_QUARANTINED: {
    exit: 1,
    meaning: 'A plugin failed three times in a run and is not called any more.',
  },
  HOOKS_UNDECLARED: { exit: 2, meaning: 'A plugin taps hooks without saying so in its manifest.' },
  HOOK_SEALED: { exit: 1, meaning: 'A plugin taps a hook after its activation has ended.' },
  HOOK_TAP: { exit: 2, meaning: 'A plugin taps a hook with a stage or function that does not exist.' },
  HOOK_ORDER: { exit: 2, meaning: 'The order plugins ask for at a hook cannot be met.' },
  HOOK_FAILED: { exit: 1, meaning: 'A plugin failed in a hook.' },
  HOOK_RESULT: { exit: 1, meaning: 'A plugin returned something from a hook that breaks its contract.' },
} as const;

/** A plugin as messages name it. */
export interface PluginName {
  readonly id: string;
  readonly version: string;
}

const named = (plugin: PluginName): string => `Plugin "${plugin.id}" ${plugin.version}`;
const text = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

export const duplicateContribution = (plugin: PluginName, kind: string, id: string): FacetError =>
  new FacetError(
    'PLUGIN_DUPLICATE_CONTRIBUTION',
    `${named(plugin)} declares the ${kind} "${id}" twice in its manifest; the host needs ids that are unique within a kind.`,
    { remedy: 'Rename or remove one of the two.' },
  );

export const modelUndeclared = (plugin: PluginName, kind: string, id: string, model: string): FacetError =>
  new FacetError(
    'PLUGIN_MODEL_UNDECLARED',
    `${named(plugin)}: its ${kind} "${id}" runs the model "${model}", which its manifest does not declare.`,
    { remedy: 'Declare the model under contributes.models, with source, hash, size and licence.' },
  );

export const invalidOptionsSchema = (
  plugin: PluginName,
  kind: string,
  id: string,
  cause: unknown,
): FacetError =>
  new FacetError(
    'PLUGIN_OPTIONS_SCHEMA',
    `${named(plugin)}: the options of its ${kind} "${id}" are no JSON Schema the host can use: ${text(cause)}`,
    { remedy: 'Correct contributes in its manifest (JSON Schema, draft 2020-12).', cause },
  );

export const invalidPluginOptionsSchema = (plugin: PluginName, cause: unknown): FacetError =>
  new FacetError(
    'PLUGIN_OPTIONS_SCHEMA',
    `${named(plugin)}: its own options are no JSON Schema the host can use: ${text(cause)}`,
    { remedy: 'Correct "options" in its manifest (JSON Schema, draft 2020-12).', cause },
  );

export const invalidPluginOptions = (
  plugin: PluginName,
  where: string,
  problems: readonly string[],
): FacetError =>
  new FacetError(
    'OPTIONS_INVALID',
    `${named(plugin)} cannot take its options (${where}): ${problems.join(' ')}`,
    { remedy: `Correct them in ${where}.`, details: { problems: [...problems] } },
  );

export const contentCheckTaken = (plugin: PluginName & { readonly origin: string }): FacetError =>
  new FacetError(
    'PLUGIN_CONTENT_CHECK',
    `${named(plugin)} (${plugin.origin}) takes the place of the content check, which belongs to the host's own plugin "content-check" and cannot be replaced.`,
    { remedy: 'Give the plugin another id. To refuse more frames, contribute a checker.' },
  );

export const contentCheckContributed = (
  plugin: PluginName & { readonly origin: string },
  id: string,
): FacetError =>
  new FacetError(
    'PLUGIN_CONTENT_CHECK',
    `${named(plugin)} (${plugin.origin}) contributes the checker "${id}", but that is the name of the content check, which belongs to the host's own plugin "content-check" and cannot be replaced.`,
    { remedy: 'Give the checker another id; under checkers in the config it then refuses further pictures.' },
  );

export const contentCheckOptions = (where: string, problems: readonly string[]): FacetError =>
  new FacetError(
    'PLUGIN_CONTENT_CHECK',
    `${where} sets something the content check does not offer: ${problems.join(' ')} The content check cannot be replaced or switched off.`,
    { remedy: 'Remove it; only contentCheck.threshold can be tuned, within its bounds.' },
  );

const placed = (where: string | undefined): string => (where === undefined ? '' : ` (${where})`);

export const unknownProvider = (
  kind: Kind,
  name: string,
  found: {
    readonly guess?: string | undefined;
    readonly known: readonly string[];
    readonly broken: readonly string[];
    readonly where?: string | undefined;
  },
): FacetError =>
  new FacetError(
    'UNKNOWN_PROVIDER',
    `No plugin provides the ${kind} "${name}"${placed(found.where)}.${found.guess === undefined ? '' : ` Did you mean "${found.guess}"?`}${found.broken.length === 0 ? '' : ` Plugins that could not be read: ${found.broken.join(', ')}.`}`,
    {
      remedy:
        found.known.length === 0
          ? `No plugin provides any ${kind}; add one to "plugins".`
          : `There is ${quoted(found.known)}. Choose one of them, or add the plugin that provides it to "plugins".`,
      details: { kind, name, known: [...found.known] },
    },
  );

export const ambiguousProvider = (
  kind: Kind,
  name: string,
  candidates: readonly string[],
  where?: string,
): FacetError =>
  new FacetError(
    'AMBIGUOUS_PROVIDER',
    `Several plugins provide the ${kind} "${name}"${placed(where)}: ${quoted(candidates)}.`,
    { remedy: 'Write the full name.', details: { kind, name, candidates: [...candidates] } },
  );

export const invalidOptions = (
  kind: Kind,
  name: string,
  where: string,
  problems: readonly string[],
): FacetError =>
  new FacetError(
    'OPTIONS_INVALID',
    `The ${kind} "${name}" cannot take its options (${where}): ${problems.join(' ')}`,
    { remedy: `Correct them in ${where}.`, details: { problems: [...problems] } },
  );

export const activationFailed = (plugin: PluginName, cause: unknown): FacetError =>
  new FacetError('PLUGIN_ACTIVATION', `${named(plugin)} failed while the host activated it: ${text(cause)}`, {
    remedy: `Report this to the author of "${plugin.id}", or choose another provider.`,
    cause,
  });

export const activationTimeout = (plugin: PluginName, limitMs: number): FacetError =>
  new FacetError(
    'PLUGIN_ACTIVATION_TIMEOUT',
    `${named(plugin)} did not finish activate() within the host's limit of ${limitMs} ms.`,
    {
      remedy: `Raise engine.activationTimeoutMs, or report this to the author of "${plugin.id}": long work belongs into the provider, not into activate().`,
    },
  );

export const pluginExit = (activity: Activity, exitCode: string): FacetError =>
  new FacetError(
    'PLUGIN_EXIT',
    `${describeWho(activity)} called process.exit(${exitCode}) ${describeWork(activity)}; a plugin cannot end the process.`,
    { remedy: remedyFor(activity), details: detailsOf(activity) },
  );

export const pluginStray = (
  activity: Activity,
  what: 'rejection' | 'exception',
  cause: unknown,
): FacetError =>
  new FacetError(
    'PLUGIN_STRAY',
    `${describeWho(activity)} ${
      what === 'rejection'
        ? 'left a promise that nobody waits for, and it was rejected'
        : 'threw where nobody could catch it'
    }, ${describeWork(activity)}: ${text(cause)}`,
    { remedy: remedyFor(activity), cause, details: detailsOf(activity) },
  );

export const pluginQuarantined = (plugin: PluginName, failures: number, last: string): FacetError =>
  new FacetError(
    'PLUGIN_QUARANTINED',
    `${named(plugin)} has failed ${failures} times in this run and is not called any more. The last time: ${messageOf(last)}.`,
    {
      remedy: `Report this to the author of "${plugin.id}", or choose another provider.`,
      details: { plugin: plugin.id, version: plugin.version },
    },
  );

export const pluginDisposed = (plugin: PluginName): FacetError =>
  new FacetError('PLUGIN_DISPOSED', `${named(plugin)} is asked for after the host has disposed of it.`, {
    remedy: 'Make a new plugin host.',
  });

export const disposeTimeout = (plugin: PluginName, limitMs: number): FacetError =>
  new FacetError(
    'PLUGIN_DISPOSE',
    `${named(plugin)} did not finish a disposer within the host's limit of ${limitMs} ms.`,
    { remedy: `Report this to the author of "${plugin.id}".` },
  );

export const disposeFailed = (failures: readonly { plugin: PluginName; error: unknown }[]): FacetError =>
  new FacetError(
    'PLUGIN_DISPOSE',
    `Disposing of plugins failed: ${failures.map(({ plugin, error }) => `${named(plugin)}: ${text(error)}`).join('; ')}`,
    {
      remedy: 'The other plugins were disposed of all the same. Report this to the authors of those named.',
      cause: new AggregateError(failures.map(({ error }) => error)),
    },
  );

export const hooksUndeclared = (plugin: PluginName, hook: string): FacetError =>
  new FacetError(
    'HOOKS_UNDECLARED',
    `${named(plugin)} taps the hook "${hook}", but its manifest does not say "hooks": true, so the host would not activate it in every run.`,
    { remedy: `Report this to the author of "${plugin.id}": set "hooks": true in the manifest.` },
  );

export const hookSealed = (plugin: PluginName, hook: string): FacetError =>
  new FacetError(
    'HOOK_SEALED',
    `${named(plugin)} taps the hook "${hook}" after its activation has ended, when the host has sealed the hooks.`,
    { remedy: `Report this to the author of "${plugin.id}": hooks are tapped in activate().` },
  );

export const invalidTap = (
  plugin: PluginName,
  hook: string,
  expected: string,
  received: string,
): FacetError =>
  new FacetError(
    'HOOK_TAP',
    `${named(plugin)} taps the hook "${hook}": expected ${expected} but received ${received}.`,
    { remedy: `Report this to the author of "${plugin.id}".` },
  );

export const hookOrder = (hook: string, reason: string): FacetError =>
  new FacetError('HOOK_ORDER', `The plugins at the hook "${hook}" cannot be put in order: ${reason}`, {
    remedy: 'Remove one of these plugins, or ask its author to change "stage" or "before" of its tap.',
  });

export const hookFailed = (plugin: PluginName, hook: string, where: string, cause: unknown): FacetError =>
  new FacetError('HOOK_FAILED', `${named(plugin)} failed in the hook "${hook}"${where}: ${text(cause)}`, {
    remedy: `Report this to the author of "${plugin.id}", or remove the plugin from the config.`,
    cause,
    details: { plugin: plugin.id, version: plugin.version, hook },
  });

/** The error of a `stageError` tap, which then says over which failure it was asked: that one would be lost otherwise. */
export function failedOver(
  { code, message, remedy, details, cause }: FacetErrorShape,
  failure: Error,
): FacetError {
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  return new FacetError(code, `${sentence} It was asked about this failure: ${failure.message}`, {
    ...(remedy !== undefined && { remedy }),
    ...(details && { details }),
    cause: cause ?? failure,
  });
}

export const hookResult = (
  plugin: PluginName,
  hook: string,
  where: string,
  expected: string,
  received: string,
): FacetError =>
  new FacetError(
    'HOOK_RESULT',
    `Expected ${expected} from plugin "${plugin.id}" ${plugin.version} in the hook "${hook}"${where} but received ${received}.`,
    {
      remedy: `Report this to the author of "${plugin.id}", or remove the plugin from the config.`,
      details: { plugin: plugin.id, version: plugin.version, hook },
    },
  );
