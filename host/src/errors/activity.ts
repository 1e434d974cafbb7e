import type { Activity } from '../plugins/activity.js';

/* How messages name what an engine was doing. */

/** `acme/grain (plugin "acme" 1.0.0)`, `Plugin "acme" 1.0.0`, or `facet`. */
export function describeWho({ provider, plugin }: Activity): string {
  if (!plugin) return provider;
  const name = `plugin "${plugin.id}" ${plugin.version}`;
  return provider === plugin.id ? `P${name.slice(1)}` : `${provider} (${name})`;
}

/** `at stage "swap" on "photo.jpg", face 2`, `in paste() at stage "swap" on "photo.jpg"`, `in the hook "finish"`, `while it was activated`. */
export function describeWork({ kind, name, target, face, within }: Activity): string {
  const where = `${target === undefined ? '' : ` on "${target}"`}${face === undefined ? '' : `, face ${face}`}`;
  switch (kind) {
    case 'stage':
      return `at stage "${name}"${where}`;
    case 'hook':
      return `in the hook "${name}"${where}`;
    case 'operation':
      return `in ${name}()${within ? ` ${describeWork(within)}` : ', called by the host'}`;
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
export function remedyFor({ kind, provider, plugin }: Activity): string {
  return plugin === undefined
    ? 'Run "facet doctor"; if it finds nothing, report this as a bug.'
    : `Report this to the author of ${provider}, or ${wayAround(kind)}.`;
}

/** What a user can do without the plugin. */
export const wayAround = (kind: Activity['kind']): string =>
  kind === 'operation' ? 'set "kernels" to "wasm"' : 'choose another provider for this stage';

/** For reports and programs. */
export function detailsOf({ plugin, kind, name }: Activity): Readonly<Record<string, unknown>> {
  const what = kind === 'hook' || kind === 'operation' ? kind : 'stage';
  return plugin ? { plugin: plugin.id, version: plugin.version, [what]: name } : {};
}
