import type { HookName, Hooks, HookSignatures, HookStage, TapOptions } from '@facet/api';
import { hookStages } from '@facet/api';
import { hookSealed, hooksUndeclared, invalidTap } from '../errors/plugins.js';
import type { PluginName } from '../errors/plugins.js';
import { hookNames } from './hook-table.js';
import { show } from './schema-sentences.js';

/** One function a plugin put on a hook. Taps are made once, in activate(); the hooks of every run are built from them. */
export interface Tap<N extends HookName = HookName> {
  readonly hook: N;
  readonly plugin: PluginName;
  readonly fn: HookSignatures[N];
  readonly stage: HookStage;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface TapRecorder {
  /** What the plugin sees as `ctx.hooks`. */
  readonly hooks: Hooks;
  readonly taps: readonly Tap[];
  /** Ends tapping: later taps are refused. */
  seal(): void;
}

/**
 * Records the taps of one plugin under its name.
 *
 * `tap` throws FacetError `HOOK_SEALED` after `seal()`, `HOOKS_UNDECLARED` when the manifest does not say `hooks`,
 * `HOOK_TAP` for a stage or function that is none.
 */
export function recordTaps(plugin: PluginName, declared: boolean): TapRecorder {
  const taps: Tap[] = [];
  let sealed = false;
  const tap = (hook: HookName, fn: unknown, options: TapOptions = {}): void => {
    if (sealed) throw hookSealed(plugin, hook);
    if (!declared) throw hooksUndeclared(plugin, hook);
    if (typeof fn !== 'function') throw invalidTap(plugin, hook, 'a function', show(fn));
    const { stage = 'normal', before = [], after = [] } = options;
    if (!hookStages.includes(stage)) {
      throw invalidTap(plugin, hook, `one of the stages ${hookStages.join(', ')}`, show(stage));
    }
    taps.push({ hook, plugin, fn: fn as Tap['fn'], stage, before: [...before], after: [...after] });
  };
  const hooks = Object.fromEntries(
    hookNames.map((hook) => [
      hook,
      Object.freeze({ tap: (fn: unknown, options?: TapOptions) => tap(hook, fn, options) }),
    ]),
  ) as unknown as Hooks;
  return {
    hooks: Object.freeze(hooks),
    taps,
    seal: () => {
      sealed = true;
    },
  };
}
