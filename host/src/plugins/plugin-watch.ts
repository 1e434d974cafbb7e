import { isFacetError } from '@facet/api';
import { messageOf } from '../errors/cause.js';
import type { PluginName } from '../errors/plugins.js';
import type { Activity } from './activity.js';
import { runAs } from './activity.js';
import { Quarantine } from './quarantine.js';

export interface WatchEvents {
  /** Called before code of a plugin runs, so that a hang or a crash can be blamed on it. */
  readonly onBegin: (activity: Activity) => void;
  /** Called when it has answered. */
  readonly onEnd: () => void;
  readonly onFault: (plugin: PluginName, message: string) => void;
}

/** Codes a plugin earns with a mistake. Other FacetErrors are answers: a missing model, a picture it cannot take. */
const faultCodes = ['STAGE_RESULT', 'HOOK_RESULT', 'PLUGIN_EXIT', 'PLUGIN_STRAY'] as const;

/** Stands around every call of a plugin: says who runs, counts failures, and keeps out who failed too often. */
export class PluginWatch {
  readonly quarantine = new Quarantine();
  readonly #events: Partial<WatchEvents>;

  constructor(events: Partial<WatchEvents> = {}) {
    this.#events = events;
  }

  /** @throws FacetError `PLUGIN_QUARANTINED`, or what `work` throws. */
  async run<T>(activity: Activity, work: () => T | Promise<T>): Promise<T> {
    this.#begin(activity);
    try {
      return await runAs(activity, work);
    } catch (error) {
      this.#judge(activity, error);
      throw error;
    } finally {
      this.#events.onEnd?.();
    }
  }

  /** The same for work that nobody waits for. */
  runSync<T>(activity: Activity, work: () => T): T {
    this.#begin(activity);
    try {
      return runAs(activity, work);
    } catch (error) {
      this.#judge(activity, error);
      throw error;
    } finally {
      this.#events.onEnd?.();
    }
  }

  /** Counts a failure that no call of the plugin threw. */
  fault(plugin: PluginName, message: string): void {
    this.quarantine.record(plugin, message);
    this.#events.onFault?.(plugin, message);
  }

  #begin(activity: Activity): void {
    if (activity.plugin) this.quarantine.admit(activity.plugin);
    this.#events.onBegin?.(activity);
  }

  #judge({ plugin, kind }: Activity, error: unknown): void {
    const counts = kind === 'stage' || kind === 'hook';
    const mistake = !isFacetError(error) || faultCodes.some((code) => code === error.code);
    if (plugin && counts && mistake) this.fault(plugin, messageOf(error));
  }
}
