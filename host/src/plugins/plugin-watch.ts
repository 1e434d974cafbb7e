import { isFacetError } from '@facet/api';
import { messageOf } from '../errors/cause.js';
import type { PluginName } from '../errors/plugins.js';
import type { Activity } from './activity.js';
import { runAs } from './activity.js';
import { Quarantine } from './quarantine.js';

export interface WatchEvents {
  /** Called before code of a plugin runs, so that a hang or a crash can be blamed on it. */
  readonly onBegin: (activity: Activity, id: number) => void;
  /** Called when what began with this id has answered. What began inside of it may go on. */
  readonly onEnd: (id: number) => void;
  readonly onFault: (plugin: PluginName, message: string) => void;
}

/** Codes a plugin earns with a mistake. Other FacetErrors are answers: a missing model, a picture it cannot take. */
const faultCodes = ['STAGE_RESULT', 'HOOK_RESULT', 'KERNEL_FAILED', 'PLUGIN_EXIT', 'PLUGIN_STRAY'] as const;

/** In these a mistake counts; one in an activation or a command ends what was asked for. */
const countedKinds: readonly Activity['kind'][] = ['stage', 'hook', 'operation'];

/** Stands around every call of a plugin: says who runs, counts failures, and keeps out who failed too often. */
export class PluginWatch {
  readonly quarantine = new Quarantine();
  readonly #events: Partial<WatchEvents>;
  #begun = 0;
  /** Where errors were counted: on their way out they pass through whoever called the plugin that made them. */
  readonly #counted = new WeakMap<object, Activity>();

  constructor(events: Partial<WatchEvents> = {}) {
    this.#events = events;
  }

  /** @throws FacetError `PLUGIN_QUARANTINED`, or what `work` throws. */
  async run<T>(activity: Activity, work: () => T | Promise<T>): Promise<T> {
    const id = this.#begin(activity);
    try {
      return await runAs(activity, work);
    } catch (error) {
      this.#judge(activity, error);
      throw error;
    } finally {
      this.#events.onEnd?.(id);
    }
  }

  /** The same for work that nobody waits for. */
  runSync<T>(activity: Activity, work: () => T): T {
    const id = this.#begin(activity);
    try {
      return runAs(activity, work);
    } catch (error) {
      this.#judge(activity, error);
      throw error;
    } finally {
      this.#events.onEnd?.(id);
    }
  }

  /** Counts a failure that no call of the plugin threw. */
  fault(plugin: PluginName, message: string): void {
    this.quarantine.record(plugin, message);
    this.#events.onFault?.(plugin, message);
  }

  #begin(activity: Activity): number {
    if (activity.plugin) this.quarantine.admit(activity.plugin);
    const id = ++this.#begun;
    this.#events.onBegin?.(activity, id);
    return id;
  }

  #judge(activity: Activity, error: unknown): void {
    const { plugin, kind } = activity;
    const mistake = !isFacetError(error) || faultCodes.some((code) => code === error.code);
    if (!plugin || !countedKinds.includes(kind) || !mistake || this.#cameFromWithin(activity, error)) return;
    if (isObject(error)) this.#counted.set(error, activity);
    this.fault(plugin, messageOf(error));
  }

  /** Whether an error, or one that led to it, was counted in an operation that this activity called. */
  #cameFromWithin(activity: Activity, error: unknown): boolean {
    for (let cause = error; isObject(cause); cause = cause.cause) {
      for (let at = this.#counted.get(cause)?.within; at; at = at.within) if (at === activity) return true;
    }
    return false;
  }
}

const isObject = (value: unknown): value is { readonly cause?: unknown } =>
  typeof value === 'object' && value !== null;
