import { FacetError } from './errors.js';
import { kinds, pluralOf } from './manifest.js';
import type { Kind, Manifest } from './manifest.js';
import type { Registry } from './plugin.js';

/** What a provider of each kind must have, so that a mistake shows at registration and not in the middle of a run. */
export const providerMembers: Readonly<Record<Kind, readonly string[]>> = {
  detector: ['detect'],
  landmarker: ['locate'],
  recognizer: ['embed', 'similarity'],
  classifier: ['classify'],
  swapper: ['prepare', 'align', 'swap'],
  masker: ['mask'],
  restorer: ['align', 'restore'],
  upscaler: ['upscale'],
  inpainter: ['inpaint'],
  checker: ['check'],
  finisher: ['finish'],
  importer: ['import'],
  command: ['run'],
  kernels: ['open'],
};

export interface Registrations {
  /** What the plugin sees as `ctx.register`. */
  readonly registry: Registry;
  /** Ends registration; later calls of the registry are refused. */
  close(): void;
  /**
   * Ends registration and hands over the providers.
   * @throws FacetError `PLUGIN_NOT_REGISTERED` when a declared contribution has no provider.
   */
  finish(): ReadonlyMap<`${Kind}:${string}`, unknown>;
}

/** A plugin's id: what its manifest says, or the package name without scope and without a leading `plugin-` or `facet-plugin-`. */
export function pluginIdOf(packageName: string, manifest: Manifest): string {
  return manifest.id ?? packageName.replace(/^@[^/]*\//, '').replace(/^(facet-)?plugin-/, '');
}

/**
 * The rules of registration, for the host and for the test kit alike: every registration was declared in the manifest,
 * comes once, has the members of its kind, and nothing declared is missing in the end.
 *
 * The registry throws FacetError `PLUGIN_UNDECLARED`, `PLUGIN_REGISTERED_TWICE`, `PLUGIN_PROVIDER` or `PLUGIN_LATE`.
 */
export function collectRegistrations(
  plugin: { readonly id: string; readonly version: string },
  contributes: Manifest['contributes'] = {},
): Registrations {
  const found = new Map<`${Kind}:${string}`, unknown>();
  const who = `Plugin "${plugin.id}" ${plugin.version}`;
  const author = `Report this to the author of "${plugin.id}"`;
  let open = true;

  const register = (kind: Kind, id: string, provider: unknown): void => {
    const what = `${kind} "${id}"`;
    if (!open) {
      throw new FacetError('PLUGIN_LATE', `${who} registers the ${what} after its activation has ended.`, {
        remedy: `${author}: the host takes registrations only while activate() runs.`,
      });
    }
    const declared = contributes[pluralOf(kind)] ?? [];
    if (!declared.some((contribution) => contribution.id === id)) {
      const names = declared.map((contribution) => `"${contribution.id}"`).join(', ') || 'none';
      throw new FacetError(
        'PLUGIN_UNDECLARED',
        `${who} registers the ${what}, but its manifest declares ${names} under contributes.${pluralOf(kind)}, so the host refuses it.`,
        { remedy: `${author}: declare it in the "facet" field of package.json, or leave it out.` },
      );
    }
    if (found.has(`${kind}:${id}`)) {
      throw new FacetError(
        'PLUGIN_REGISTERED_TWICE',
        `${who} registers the ${what} twice; the host keeps one provider per contribution.`,
        { remedy: `${author}: register each contribution once.` },
      );
    }
    const missing = providerMembers[kind].filter(
      (member) => typeof (provider as Record<string, unknown> | null | undefined)?.[member] !== 'function',
    );
    if (missing.length > 0) {
      throw new FacetError(
        'PLUGIN_PROVIDER',
        `${who} registers the ${what} without ${missing.map((member) => `${member}()`).join(' and ')}, which the host calls on every ${kind}.`,
        { remedy: `${author}: see the type of every ${kind} in @facet/api.` },
      );
    }
    found.set(`${kind}:${id}`, provider);
  };

  const registry = Object.fromEntries(
    kinds.map((kind) => [kind, (id: string, provider: unknown) => register(kind, id, provider)]),
  ) as unknown as Registry;

  return {
    registry: Object.freeze(registry),
    close: () => {
      open = false;
    },
    finish: () => {
      open = false;
      for (const kind of kinds) {
        for (const { id } of contributes[pluralOf(kind)] ?? []) {
          if (found.has(`${kind}:${id}`)) continue;
          throw new FacetError(
            'PLUGIN_NOT_REGISTERED',
            `${who} declares the ${kind} "${id}" in its manifest, but its activate() did not register it with the host.`,
            { remedy: `${author}: call ctx.register.${kind}("${id}", …), or remove it from the manifest.` },
          );
        }
      }
      return found;
    },
  };
}
