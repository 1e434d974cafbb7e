import type {
  Crop,
  CropContext,
  Diagnostic,
  Face,
  FailureDecision,
  FrameInfo,
  HookName,
  HookStage,
  Image,
  Mask,
  Refusal,
  RunInfo,
  StageFailure,
} from '@facet/api';
import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncHook } from 'tapable';
import { isFacetError } from '@facet/api';
import { hookFailed, hookResult } from '../errors/plugins.js';
import { describeResult, faceOf, hookNames, hookTable, placeOf, targetOf } from './hook-table.js';
import type { HookKind, HookRow } from './hook-table.js';
import type { Activity } from './activity.js';
import { orderTaps } from './order-taps.js';
import type { PluginWatch } from './plugin-watch.js';
import type { Tap } from './taps.js';

type Data = Readonly<Record<string, unknown>>;

/** Calls the taps of a hook. Waterfalls return the value that comes out, bails the first answer. */
export interface HookCalls {
  config(config: Data): Promise<Data>;
  configResolved(config: Data): void;
  plan(plan: Data): Promise<Data>;
  runStart(run: RunInfo): Promise<void>;
  runEnd(run: RunInfo, report: Data): Promise<void>;
  check(image: Image, frame: FrameInfo): Promise<Refusal | undefined>;
  faces(faces: readonly Face[], frame: FrameInfo): Promise<readonly Face[]>;
  select(
    faces: readonly Face[],
    context: { readonly frame: FrameInfo; readonly unit: number },
  ): Promise<readonly Face[]>;
  beforeSwap(crop: Crop, context: CropContext): Promise<Crop>;
  afterSwap(swapped: Image, context: CropContext): Promise<Image>;
  mask(mask: Mask, context: CropContext): Promise<Mask>;
  beforePaste(
    paste: { readonly swapped: Image; readonly mask: Mask; readonly crop: Crop },
    context: CropContext,
  ): Promise<boolean | undefined>;
  finish(image: Image, frame: FrameInfo): Promise<Image>;
  stageError(failure: StageFailure): Promise<FailureDecision | undefined>;
  diagnostic(diagnostic: Diagnostic): void;
}

/** One tap in the order of a run, with what put it there. */
export interface OrderedTap {
  readonly hook: HookName;
  readonly plugin: string;
  readonly stage: HookStage;
  /** Ids of plugins it must come before, and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The hooks of one run. They hold the taps given at the start and cannot be tapped any more. */
export interface RunHooks {
  /**
   * Each call throws FacetError `HOOK_FAILED` when a tap throws and `HOOK_RESULT` when one returns what the hook does not take;
   * both name plugin, version, hook, frame and face.
   */
  readonly call: HookCalls;
  /** Who is called when, hook by hook. */
  order(): readonly OrderedTap[];
}

/**
 * Builds the hooks of one run from the taps plugins made when they were activated.
 * @throws FacetError `HOOK_ORDER`.
 */
export function createRunHooks(taps: readonly Tap[], guard?: HookGuard): RunHooks {
  const ordered = new Map<HookName, readonly Tap[]>();
  const call: Record<string, unknown> = {};
  for (const hook of hookNames) {
    const own = orderTaps(
      hook,
      taps.filter((tap) => tap.hook === hook),
    );
    ordered.set(hook, own);
    call[hook] = buildHook(hookTable[hook], own, guard);
  }
  return {
    call: Object.freeze(call) as unknown as HookCalls,
    order: () =>
      [...ordered].flatMap(([hook, own]) =>
        own.map(({ plugin, stage, before, after }) => ({ hook, plugin: plugin.id, stage, before, after })),
      ),
  };
}

type TapFunction = (value: unknown, context: unknown) => unknown;

/** Who watches over the taps, and how long each may take. */
export interface HookGuard {
  readonly watch: PluginWatch;
  /** 0 for no limit. */
  readonly limitMs: number;
  /** Whether a value is a living picture or mask of the run's kernels. */
  readonly holds?: (kind: 'image' | 'mask', handle: unknown) => boolean;
}

type Arguments = [value: unknown, context: unknown];

function buildHook(row: HookRow, taps: readonly Tap[], guard: HookGuard | undefined): TapFunction {
  if (row.kind === 'sync') {
    const hook = new SyncHook<Arguments>(['value', 'context']);
    for (const tap of taps) hook.tap(tap.plugin.id, (...args) => callSync(tap, args, guard));
    return (...args) => hook.call(...args);
  }
  const hook = createAsyncHook(row.kind);
  for (const tap of taps) hook.tapPromise(tap.plugin.id, (...args) => callAsync(row, tap, args, guard));
  return (...args) => hook.promise(...args);
}

/** What the three kinds of tapable's async hooks have in common, as they are used here. */
interface AsyncHook {
  tapPromise(name: string, fn: (...args: Arguments) => Promise<unknown>): void;
  promise(...args: Arguments): Promise<unknown>;
}

function createAsyncHook(kind: Exclude<HookKind, 'sync'>): AsyncHook {
  const names: [string, string] = ['value', 'context'];
  switch (kind) {
    case 'waterfall':
      return new AsyncSeriesWaterfallHook<Arguments, unknown>(names);
    case 'bail':
      return new AsyncSeriesBailHook<Arguments, unknown>(names);
    case 'series':
      return new AsyncSeriesHook<Arguments>(names);
  }
}

async function callAsync(
  row: HookRow,
  tap: Tap,
  args: Arguments,
  guard: HookGuard | undefined,
): Promise<unknown> {
  // A tap that only looks on is left out; any other may be there to keep something from happening, and fails.
  if (row.kind === 'series' && guard?.watch.quarantine.holds(tap.plugin)) return undefined;
  let result: unknown;
  const call = (): unknown => (tap.fn as TapFunction)(...args);
  try {
    result = await (guard ? guard.watch.run(activityOf(tap, args, guard), call) : call());
  } catch (cause) {
    throw nameFailure(tap, args, cause);
  }
  if (result === undefined || row.check === undefined) return undefined;
  const expected = row.check(result, args[0]);
  const handle = row.handle && (row.handle === 'crop' ? (result as Crop).image : result);
  const kind = row.handle === 'mask' ? 'mask' : 'image';
  const foreign = expected === undefined && handle !== undefined && guard?.holds?.(kind, handle) === false;
  if (expected === undefined && !foreign) return result;
  const error = hookResult(
    tap.plugin,
    tap.hook,
    placeOf(args),
    expected ?? `${kind === 'mask' ? 'a mask' : 'an image'} that ctx.kernels made`,
    foreign ? 'one that it did not make or has freed' : describeResult(result),
  );
  guard?.watch.fault(tap.plugin, error.message);
  throw error;
}

function callSync(tap: Tap, args: Arguments, guard: HookGuard | undefined): void {
  if (guard?.watch.quarantine.holds(tap.plugin)) return;
  let result: unknown;
  const call = (): unknown => (tap.fn as TapFunction)(...args);
  try {
    result = guard ? guard.watch.runSync(activityOf(tap, args, guard), call) : call();
  } catch (cause) {
    throw nameFailure(tap, args, cause);
  }
  if (typeof (result as PromiseLike<unknown> | null | undefined)?.then !== 'function') return;
  // Nobody waits for it, so its rejection must not go unhandled.
  Promise.resolve(result).catch(() => undefined);
  throw hookResult(tap.plugin, tap.hook, placeOf(args), 'nothing (the hook does not wait)', 'a promise');
}

/** These name the plugin whose mistake it is, which may be that of the kernels a tap has used, and the hook. */
const namedCodes = ['PLUGIN_QUARANTINED', 'PLUGIN_EXIT', 'KERNEL_FAILED'] as const;

function nameFailure(tap: Tap, args: Arguments, cause: unknown): unknown {
  if (namedCodes.some((code) => isFacetError(cause, code))) return cause;
  return hookFailed(tap.plugin, tap.hook, placeOf(args), cause);
}

function activityOf({ plugin, hook }: Tap, args: Arguments, { limitMs }: HookGuard): Activity {
  const target = targetOf(args);
  const face = faceOf(args);
  return {
    kind: 'hook',
    name: hook,
    provider: plugin.id,
    plugin,
    ...(target !== undefined && { target }),
    ...(face !== undefined && { face }),
    limitMs,
  };
}
