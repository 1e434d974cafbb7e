import { FacetError } from '@facet/api';
import { messageOf } from './cause.js';
import type { PluginName } from './plugins.js';

/** Codes of plugins that need other plugins. */
export const requirementCodes = {
  PLUGIN_REQUIRES: { exit: 2, meaning: 'A plugin needs another plugin that is not there.' },
  PLUGIN_REQUIRES_VERSION: { exit: 2, meaning: 'A plugin needs another version of a plugin that is there.' },
  PLUGIN_REQUIRES_CIRCLE: { exit: 2, meaning: 'Plugins need each other in a circle.' },
  PLUGIN_REQUIRES_FAILED: {
    exit: 1,
    meaning: 'A plugin was not activated because one that it needs failed.',
  },
} as const;

const named = ({ id, version }: PluginName): string => `lugin "${id}" ${version}`;

/** @param unread Why that plugin could not be read, where the config does name it. */
export const requirementMissing = (
  plugin: PluginName,
  id: string,
  range: string,
  unread: string | undefined,
): FacetError =>
  new FacetError(
    'PLUGIN_REQUIRES',
    unread === undefined
      ? `P${named(plugin)} needs the plugin "${id}" ${range}, which the config does not name.`
      : `P${named(plugin)} needs the plugin "${id}" ${range}, which could not be read: ${messageOf(unread)}.`,
    {
      remedy:
        unread === undefined
          ? `Install "${id}" and add it to "plugins", or remove "${plugin.id}".`
          : `Mend or reinstall "${id}", or remove "${plugin.id}".`,
      details: { plugin: plugin.id, requires: id, range },
    },
  );

export const requirementVersion = (
  plugin: PluginName,
  range: string,
  found: PluginName & { readonly origin: string },
): FacetError =>
  new FacetError(
    'PLUGIN_REQUIRES_VERSION',
    `P${named(plugin)} needs the plugin "${found.id}" ${range}, but version ${found.version} is there (${found.origin}).`,
    {
      remedy: `Install a version of "${found.id}" that fits, or another one of "${plugin.id}".`,
      details: { plugin: plugin.id, requires: found.id, range, found: found.version },
    },
  );

/** @param circle Each needs the next, and the last the first. */
export const requirementCircle = (circle: readonly PluginName[]): FacetError =>
  new FacetError(
    'PLUGIN_REQUIRES_CIRCLE',
    `No plugin of these can be activated first: ${[...circle, circle[0]!].map((plugin) => `p${named(plugin)}`).join(' needs ')}.`,
    {
      remedy: 'Remove one of them, or report this to their authors: one must do without the other.',
      details: { plugins: circle.map(({ id }) => id) },
    },
  );

export const requirementFailed = (plugin: PluginName, required: PluginName, cause: unknown): FacetError =>
  new FacetError(
    'PLUGIN_REQUIRES_FAILED',
    `P${named(plugin)} was not activated, because p${named(required)}, which it needs, failed: ${messageOf(cause)}.`,
    { remedy: `Mend "${required.id}" first, or remove both.`, cause },
  );
