import type { Call, KernelOperations, Rect } from '@facet/api';
import { isFacetError, kernelOperations } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { kernelBackends } from '../config/choices.js';
import type { LoadedConfig, ResolvedUse } from '../config/index.js';
import { formatOrigin, originOf } from '../config/index.js';
import { kernelFailed, kernelResult, kernelsIncomplete, kernelsNotOpened } from '../errors/kernels.js';
import type { PluginName } from '../errors/plugins.js';
import { invalidOptions } from '../errors/plugins.js';
import type { Activity, ContributionRef, PluginHost, PluginWatch } from '../plugins/index.js';
import { currentActivity } from '../plugins/index.js';

/** Kernels of a plugin that a config asks for, checked as far as that goes without running them. */
export interface PlannedKernels {
  readonly ref: ContributionRef<'kernels'>;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Whether kernels are the host's own. */
export const isOwn = (use: string): use is 'wasm' | 'reference' =>
  (kernelBackends as readonly string[]).includes(use);

/**
 * The kernels of a plugin that a config asks for; nothing when they are the host's own.
 * @throws FacetError `UNKNOWN_PROVIDER`, `AMBIGUOUS_PROVIDER`, `OPTIONS_INVALID`.
 */
export function planKernels(
  { config, origins }: Pick<LoadedConfig, 'config' | 'origins'>,
  plugins: PluginHost,
  cwd: string,
): PlannedKernels | undefined {
  const { use, ...options }: ResolvedUse = config.kernels;
  const origin = originOf(origins, 'kernels.use');
  const where = origin.kind === 'default' ? 'kernels' : `kernels, ${formatOrigin(origin, cwd)}`;
  if (isOwn(use)) {
    const [option] = Object.keys(options);
    if (option === undefined) return undefined;
    throw invalidOptions('kernels', use, where, [`It has no options, so none named "${option}".`]);
  }
  const ref = plugins.resolve('kernels', use, where);
  return { ref, options: plugins.options(ref, options, where) };
}

/**
 * Puts a plugin's kernels in the place of the host's. What goes wrong in them later names the plugin, whichever stage called.
 * @throws FacetError `KERNEL_BACKEND`, and those of activation.
 */
export async function openPluginKernels(
  { ref, options }: PlannedKernels,
  kernels: ManagedKernels,
  plugins: PluginHost,
  watch: PluginWatch,
  limitMs: number,
): Promise<void> {
  const { name } = ref;
  const { id, version } = plugins.plugins.find((record) => record.id === ref.plugin)!;
  const plugin = { id, version };
  const provider = await plugins.activate(ref);
  const call: Call<never> = {
    options: options as never,
    signal: new AbortController().signal,
    warn: () => undefined,
    time: (_, work) => work(),
  };
  await kernels.replaceBackend(name, async (setup) => {
    const activity = { kind: 'stage', name: 'kernels', provider: name, plugin, limitMs } as const;
    let operations: KernelOperations;
    try {
      operations = await watch.run(activity, () => provider.open(setup, call));
    } catch (cause) {
      throw isFacetError(cause, 'PLUGIN_QUARANTINED') ? cause : kernelsNotOpened(plugin, name, cause);
    }
    const missing = kernelOperations.filter(
      (operation) => typeof (operations as Partial<KernelOperations> | undefined)?.[operation] !== 'function',
    );
    if (missing.length > 0) throw kernelsIncomplete(plugin, name, missing);
    return guard(operations, plugin, name, watch, limitMs);
  });
}

type Operation = (...args: readonly unknown[]) => unknown;

/**
 * The operations, each watched as work of the plugin they come from: whatever goes wrong in one is not the mistake of the stage that
 * called it.
 */
function guard(
  operations: KernelOperations,
  plugin: PluginName,
  provider: string,
  watch: PluginWatch,
  limitMs: number,
): KernelOperations {
  const guarded = kernelOperations.map((name): readonly [string, Operation] => {
    const own = { kind: 'operation', name, provider, plugin, limitMs } as const;
    const run: Operation = (...args) => {
      const within = currentActivity();
      const activity: Activity = { ...own, ...(within && { within }) };
      return watch.runSync(activity, () => perform(activity, () => (operations[name] as Operation)(...args)));
    };
    return [name, run];
  });
  return Object.fromEntries(guarded) as unknown as KernelOperations;
}

/** @throws FacetError `KERNEL_FAILED`, or `PLUGIN_EXIT`. */
function perform(activity: Activity, operation: () => unknown): unknown {
  let result: unknown;
  try {
    result = operation();
  } catch (cause) {
    throw isFacetError(cause, 'PLUGIN_EXIT') ? cause : kernelFailed(activity, cause);
  }
  const expected = breach(activity.name, result);
  if (expected === undefined) return result;
  throw kernelResult(activity, expected, describe(result));
}

/** What was expected of an operation's result, when it is something else. */
function breach(operation: string, result: unknown): string | undefined {
  if (operation !== 'paste') return result === undefined ? undefined : 'nothing (operations do not wait)';
  const { x, y, width, height } = (result ?? {}) as Partial<Rect>;
  return [x, y, width, height].every(Number.isInteger) ? undefined : 'a rectangle of whole pixels';
}

function describe(result: unknown): string {
  if (typeof (result as PromiseLike<unknown> | null)?.then !== 'function') return JSON.stringify(result);
  // Nobody waits for it, so its rejection must not go unhandled.
  Promise.resolve(result).catch(() => undefined);
  return 'a promise';
}
