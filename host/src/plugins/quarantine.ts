import { pluginQuarantined } from '../errors/plugins.js';
import type { PluginName } from '../errors/plugins.js';

/** Failures of one plugin in a run. */
export interface Faults {
  readonly plugin: PluginName;
  readonly count: number;
  /** What happened last, as a sentence. */
  readonly last: string;
}

/** Failures after which a plugin is not called any more. */
export const failuresAllowed = 3;

/** Counts the failures of plugins in one run, and keeps out those that failed too often. */
export class Quarantine {
  readonly #faults = new Map<string, Faults>();

  /** @returns The plugin's failures so far, this one included. */
  record(plugin: PluginName, last: string): Faults {
    const count = (this.#faults.get(plugin.id)?.count ?? 0) + 1;
    const faults = { plugin: { id: plugin.id, version: plugin.version }, count, last };
    this.#faults.set(plugin.id, faults);
    return faults;
  }

  /** Takes over what another engine of the same run has counted. */
  merge(others: readonly Faults[]): void {
    for (const other of others) {
      if (other.count > (this.#faults.get(other.plugin.id)?.count ?? 0)) {
        this.#faults.set(other.plugin.id, other);
      }
    }
  }

  list(): readonly Faults[] {
    return [...this.#faults.values()];
  }

  holds(plugin: PluginName | undefined): boolean {
    return plugin !== undefined && (this.#faults.get(plugin.id)?.count ?? 0) >= failuresAllowed;
  }

  /** @throws FacetError `PLUGIN_QUARANTINED`. */
  admit(plugin: PluginName): void {
    const faults = this.#faults.get(plugin.id);
    if (faults && this.holds(plugin)) throw pluginQuarantined(plugin, faults.count, faults.last);
  }
}
