import { performance } from 'node:perf_hooks';
import type { Call, Face, FailureDecision, FrameInfo, StageFailure } from '@facet/api';
import { isFacetError } from '@facet/api';
import { errorCodes } from '../errors/index.js';
import { failedOver } from '../errors/plugins.js';
import { interrupted, stageFailed, stageRefused, stageResult } from '../errors/run.js';
import type { Activity } from '../plugins/index.js';
import { ContractBreach } from './provider-contract.js';
import type { StageTime } from './report.js';

export interface StageScope {
  readonly frame: FrameInfo;
  readonly unit?: number;
  readonly face?: Face;
}

/** Ends the work on one face; the frame goes on without it. */
export class FaceSkipped extends Error {}

/** Ends the work on a frame, which stays as it was. */
export class FrameKept extends Error {}

export interface StageEvents {
  /** What a stage is to those who watch over it. */
  readonly describe: (stage: string, provider: string, scope: StageScope) => Activity;
  /** Runs a stage so that a hang or a crash can be blamed on it. */
  readonly perform: <T>(activity: Activity, work: () => Promise<T>) => Promise<T>;
  readonly onFailure: (failure: StageFailure) => Promise<FailureDecision | undefined>;
  /** @param code Where the warning has one of its own. */
  readonly onWarning: (message: string, code?: string) => void;
}

const maxAttempts = 3;

/** Runs the stages of one frame: times them, hands them their call, and asks what becomes of a failure. */
export class StageRunner {
  readonly #warnings: string[] = [];
  readonly #times = new Map<string, Timed>();
  readonly #events: StageEvents;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal, events: StageEvents) {
    this.#signal = signal;
    this.#events = events;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Adds a sentence to the report. */
  warn(message: string, code?: string): void {
    this.#warnings.push(message);
    this.#events.onWarning(message, code);
  }

  /** Times per stage and provider, in the order they first ran. */
  get times(): readonly StageTime[] {
    return [...this.#times.values()].map(({ steps, ms, ...time }) => ({
      ...time,
      ms: tenths(ms),
      ...(steps.size > 0 && { steps: [...steps].map(([step, spent]) => ({ step, ms: tenths(spent) })) }),
    }));
  }

  /**
   * @throws FacetError `INTERRUPTED`, `STAGE_FAILED`, `STAGE_RESULT`, or the provider's own FacetError; FaceSkipped or FrameKept when a `stageError` tap says so.
   */
  async run<T>(
    stage: string,
    provider: string,
    scope: StageScope,
    options: Readonly<Record<string, unknown>>,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    const call: Call = {
      options,
      signal: this.#signal,
      warn: (message) => this.warn(`${provider}: ${message}`),
      time: (step, work) => timeStep(this.#timesOf(stage, provider).steps, step, work),
    };
    const activity = this.#events.describe(stage, provider, scope);
    for (let attempt = 1; ; attempt++) {
      this.#checkInterrupt();
      const start = performance.now();
      try {
        return await this.#events.perform(activity, () => work(call));
      } catch (error) {
        this.#checkInterrupt();
        const decision = await this.#decide({ error, stage, provider, attempt, ...scope }, activity);
        if (decision !== 'retry' || attempt >= maxAttempts) throw settle(decision, activity, scope, error);
      } finally {
        this.#addTime(stage, provider, performance.now() - start);
      }
    }
  }

  #checkInterrupt(): void {
    if (this.#signal.aborted) throw interrupted();
  }

  async #decide(failure: StageFailure, activity: Activity): Promise<FailureDecision> {
    const { error } = failure;
    if (error instanceof FaceSkipped || error instanceof FrameKept) return 'abort';
    try {
      return (await this.#events.onFailure(failure)) ?? 'abort';
    } catch (inHook) {
      if (!isFacetError(inHook)) throw inHook;
      throw failedOver(inHook, nameFailure(activity, describeScope(failure), error));
    }
  }

  #addTime(stage: string, provider: string, ms: number): void {
    const time = this.#timesOf(stage, provider);
    time.count++;
    time.ms += ms;
  }

  #timesOf(stage: string, provider: string): Timed {
    const key = `${stage} ${provider}`;
    const time = this.#times.get(key) ?? {
      stage,
      provider,
      count: 0,
      ms: 0,
      steps: new Map<string, number>(),
    };
    this.#times.set(key, time);
    return time;
  }
}

interface Timed {
  readonly stage: string;
  readonly provider: string;
  count: number;
  ms: number;
  /** Milliseconds by step. */
  readonly steps: Map<string, number>;
}

/** Adds the time of a step, also of one that fails. */
function timeStep<T>(steps: Map<string, number>, step: string, work: () => T): T {
  const start = performance.now();
  try {
    return work();
  } finally {
    steps.set(step, (steps.get(step) ?? 0) + performance.now() - start);
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function settle(decision: FailureDecision, activity: Activity, scope: StageScope, error: unknown): unknown {
  if (error instanceof FaceSkipped || error instanceof FrameKept) return error;
  const failure = nameFailure(activity, describeScope(scope), error);
  if (decision === 'skip-face' && scope.face) return new FaceSkipped(failure.message);
  if (decision === 'skip-face' || decision === 'keep-original') return new FrameKept(failure.message);
  return failure;
}

/** The host's own errors say enough; any other gets the name of the plugin it came from. */
function nameFailure(activity: Activity, where: string, error: unknown): Error {
  if (error instanceof ContractBreach) return stageResult(activity, where, error.expected, error.received);
  if (!isFacetError(error)) return stageFailed(activity, where, error);
  const ofHost = error.code in errorCodes || activity.plugin === undefined;
  return ofHost ? error : stageRefused(activity, where, error);
}

/** For messages: `"photo.jpg", face 2, unit 0`. */
export function describeScope(scope: StageScope): string {
  const parts = [`"${scope.frame.path}"`];
  if (scope.face) parts.push(`face ${scope.face.id}`);
  if (scope.unit !== undefined) parts.push(`unit ${scope.unit}`);
  return parts.join(', ');
}
