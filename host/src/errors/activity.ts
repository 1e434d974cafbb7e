import type { Activity } from '../plugins/activity.js';

/* How messages name what an engine was doing. */

/** `acme/grain (plugin "acme" 1.0.0)`, `Plugin "acme" 1.0.0`, or `facet`. */
export function describeWho({ provider, plugin }: Activity): string {
  if (!plugin) return provider;
  const name = `plugin "${plugin.id}" ${plugin.version}`;
  return provider === plugin.id ? `P${name.slice(1)}` : `${provider} (${name})`;
}

/** `at stage "swap" on "photo.jpg", face 2`, `in the hook "finish"`, `while it was activated`. */
export function describeWork({ kind, name, target, face }: Activity): string {
  const where = `${target === undefined ? '' : ` on "${target}"`}${face === undefined ? '' : `, face ${face}`}`;
  switch (kind) {
    case 'stage':
      return `at stage "${name}"${where}`;
    case 'hook':
      return `in the hook "${name}"${where}`;
    case 'activation':
      return 'while it was activated';
    case 'disposal':
      return 'while it was disposed of';
    case 'command':
      return `in the command "${name}"`;
    case 'host':
      return `at "${name}"`;
  }
}

/** The host itself runs some stages: decoding, encoding, loading. */
export function remedyFor({ provider, plugin }: Activity): string {
  return plugin === undefined
    ? 'Run "facet doctor"; if it finds nothing, report this as a bug.'
    : `Report this to the author of ${provider}, or choose another provider for this stage.`;
}

/** For reports and programs. */
export function detailsOf({ plugin, kind, name }: Activity): Readonly<Record<string, unknown>> {
  return plugin
    ? { plugin: plugin.id, version: plugin.version, [kind === 'hook' ? 'hook' : 'stage']: name }
    : {};
}
