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
import { hookFailed, hookResult } from '../errors/plugins.js';
import { describeResult, hookNames, hookTable, placeOf } from './hook-table.js';
import type { HookKind, HookRow } from './hook-table.js';
import { orderTaps } from './order-taps.js';
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

/** The hooks of one run. They hold the taps given at the start and cannot be tapped any more. */
export interface RunHooks {
  /**
   * Each call throws FacetError `HOOK_FAILED` when a tap throws and `HOOK_RESULT` when one returns what the hook does not take;
   * both name plugin, version, hook, frame and face.
   */
  readonly call: HookCalls;
  /** Who is called when, hook by hook. */
  order(): readonly { readonly hook: HookName; readonly plugin: string; readonly stage: HookStage }[];
  /** The tap that has been called and has not answered yet, so that a hang can be blamed on it. */
  running(): { readonly hook: HookName; readonly plugin: string } | undefined;
}

/**
 * Builds the hooks of one run from the taps plugins made when they were activated.
 * @throws FacetError `HOOK_ORDER`.
 */
export function createRunHooks(taps: readonly Tap[]): RunHooks {
  const ordered = new Map<HookName, readonly Tap[]>();
  const call: Record<string, unknown> = {};
  let running: { hook: HookName; plugin: string } | undefined;
  const onTap = (tap: Tap | undefined): void => {
    running = tap && { hook: tap.hook, plugin: tap.plugin.id };
  };
  for (const hook of hookNames) {
    const own = orderTaps(
      hook,
      taps.filter((tap) => tap.hook === hook),
    );
    ordered.set(hook, own);
    call[hook] = buildHook(hookTable[hook], own, onTap);
  }
  return {
    call: Object.freeze(call) as unknown as HookCalls,
    order: () =>
      [...ordered].flatMap(([hook, own]) =>
        own.map((tap) => ({ hook, plugin: tap.plugin.id, stage: tap.stage })),
      ),
    running: () => running,
  };
}

type TapFunction = (value: unknown, context: unknown) => unknown;
type OnTap = (tap: Tap | undefined) => void;
type Arguments = [value: unknown, context: unknown];

function buildHook(row: HookRow, taps: readonly Tap[], onTap: OnTap): TapFunction {
  if (row.kind === 'sync') {
    const hook = new SyncHook<Arguments>(['value', 'context']);
    for (const tap of taps) hook.tap(tap.plugin.id, (...args) => callSync(tap, args));
    return (...args) => hook.call(...args);
  }
  const hook = createAsyncHook(row.kind);
  for (const tap of taps) hook.tapPromise(tap.plugin.id, (...args) => callAsync(row, tap, args, onTap));
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

async function callAsync(row: HookRow, tap: Tap, args: Arguments, onTap: OnTap): Promise<unknown> {
  let result: unknown;
  onTap(tap);
  try {
    result = await (tap.fn as TapFunction)(...args);
  } catch (cause) {
    throw hookFailed(tap.plugin, tap.hook, placeOf(args), cause);
  } finally {
    onTap(undefined);
  }
  if (result === undefined || row.check === undefined) return undefined;
  const expected = row.check(result, args[0]);
  if (expected === undefined) return result;
  throw hookResult(tap.plugin, tap.hook, placeOf(args), expected, describeResult(result));
}

function callSync(tap: Tap, args: Arguments): void {
  let result: unknown;
  try {
    result = (tap.fn as TapFunction)(...args);
  } catch (cause) {
    throw hookFailed(tap.plugin, tap.hook, placeOf(args), cause);
  }
  if (typeof (result as PromiseLike<unknown> | null | undefined)?.then !== 'function') return;
  // Nobody waits for it, so its rejection must not go unhandled.
  Promise.resolve(result).catch(() => undefined);
  throw hookResult(tap.plugin, tap.hook, placeOf(args), 'nothing (the hook does not wait)', 'a promise');
}
