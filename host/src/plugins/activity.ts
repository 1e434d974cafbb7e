import { AsyncLocalStorage } from 'node:async_hooks';
import type { PluginName } from '../errors/plugins.js';

/** What an engine is doing: which code of which plugin runs, on what, and how long it may. */
export interface Activity {
  readonly kind: 'stage' | 'hook' | 'operation' | 'activation' | 'disposal' | 'command' | 'host';
  /** The stage, hook or command, or the operation of kernels. */
  readonly name: string;
  /** `<plugin>/<id>` of a provider, the id of a plugin, or `facet` for the host's own work. */
  readonly provider: string;
  /** Absent for the host's own work. */
  readonly plugin?: PluginName;
  /** The picture it works on. */
  readonly target?: string;
  readonly face?: number;
  /** What called it, when it is an operation of kernels: mostly another plugin's stage. */
  readonly within?: Activity;
  /** Milliseconds until the engine is taken to hang; 0 for no limit. */
  readonly limitMs: number;
}

/** Follows every piece of work through its promises and timers, so that what goes wrong later still has a name. */
const storage = new AsyncLocalStorage<Activity>();

/** The activity that started what runs now, be it in a timer or a promise nobody waits for. */
export const currentActivity = (): Activity | undefined => storage.getStore();

/** Runs `work` as part of an activity. */
export const runAs = <T>(activity: Activity, work: () => T): T => storage.run(activity, work);
