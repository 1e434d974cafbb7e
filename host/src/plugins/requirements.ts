import semver from 'semver';
import { requirementCircle, requirementMissing, requirementVersion } from '../errors/requirements.js';
import type { DiscoveredPlugin } from './discover.js';

/** Plugins by what they need of each other, read from manifests alone. */
export class Requirements {
  readonly #plugins: ReadonlyMap<string, DiscoveredPlugin>;
  /** Why a plugin the config names could not be read, by its id or the name the config has for it. */
  readonly #unread: ReadonlyMap<string, string>;

  constructor(plugins: readonly DiscoveredPlugin[], unread: ReadonlyMap<string, string> = new Map()) {
    this.#plugins = new Map(plugins.map((plugin) => [plugin.id, plugin]));
    this.#unread = unread;
  }

  /** The plugins that one needs itself, as its manifest lists them. */
  of(plugin: DiscoveredPlugin): readonly DiscoveredPlugin[] {
    return Object.keys(plugin.manifest.requires ?? {}).flatMap((id) => this.#plugins.get(id) ?? []);
  }

  /**
   * Looks whether what a plugin needs is there, and whether it can be activated before it.
   * @throws FacetError `PLUGIN_REQUIRES`, `PLUGIN_REQUIRES_VERSION`, `PLUGIN_REQUIRES_CIRCLE`.
   */
  check(plugin: DiscoveredPlugin): void {
    for (const [id, range] of Object.entries(plugin.manifest.requires ?? {})) {
      const required = this.#plugins.get(id);
      if (!required) throw requirementMissing(plugin, id, range, this.#unread.get(id));
      if (!semver.satisfies(required.version, range, { includePrerelease: true }))
        throw requirementVersion(plugin, range, required);
    }
    this.#refuseCircle(plugin, []);
  }

  #refuseCircle(plugin: DiscoveredPlugin, chain: readonly DiscoveredPlugin[]): void {
    if (chain.includes(plugin)) throw requirementCircle(chain.slice(chain.indexOf(plugin)));
    for (const required of this.of(plugin)) this.#refuseCircle(required, [...chain, plugin]);
  }
}
