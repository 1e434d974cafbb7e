import { performance } from 'node:perf_hooks';
import type { ManagedKernels } from '@facet/core-wasm';
import type { LoadedConfig } from '../config/index.js';
import { inspectInto, noInspection } from '../pipeline/inspection.js';
import type { HeldPictures, WriteOut } from '../pipeline/look-ahead.js';
import { DecodeAhead, WriteBehind } from '../pipeline/look-ahead.js';
import type { PreparedSource } from '../pipeline/prepare-source.js';
import type { TargetJob, TargetProgress } from '../pipeline/process-target.js';
import { isFinished, processTarget, processUnwritten, writtenTo } from '../pipeline/process-target.js';
import type { ActivePlan } from '../pipeline/providers.js';
import type { ErrorRecord, TargetReport } from '../pipeline/report.js';
import type { StageRunner } from '../pipeline/stage-runner.js';
import type { RunHooks } from '../plugins/index.js';
import { outcomeOf } from './outcome.js';
import type { DiagnosticEvent, TargetEntry, TargetRequest } from './protocol.js';
import { takeTurns } from './turns.js';
import { toRecord } from './wire-error.js';

/** A config's plan, loaded, with its sources digested. */
export interface Prepared {
  readonly active: ActivePlan;
  readonly sources: readonly PreparedSource[];
}

export type ConfigView = Pick<LoadedConfig, 'config' | 'origins'>;

/** What all targets of a run have in common. */
export interface TargetRun {
  readonly loaded: LoadedConfig;
  readonly targets: readonly TargetEntry[];
  readonly kernels: ManagedKernels;
  readonly hooks: RunHooks;
  readonly pictures: HeldPictures;
  /** Writes results while the next target is worked on. */
  readonly writeOut: WriteOut;
  readonly newRunner: () => StageRunner;
  readonly prepareFor: (view: ConfigView, runner: StageRunner) => Promise<Prepared>;
  /** Called when a target begins. */
  readonly onBegin: () => void;
  readonly onDiagnostic: (event: DiagnosticEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs targets one after the other. While one is worked on, the next is read and the result of the last is written: both need neither plugins nor
 * kernels.
 */
export class TargetRunner {
  readonly #run: TargetRun;
  readonly #ahead: DecodeAhead;
  readonly #behind: WriteBehind;
  readonly #inTurn = takeTurns();
  /** The report of the target asked for last. */
  #reported: Promise<unknown> = Promise.resolve();

  constructor(run: TargetRun) {
    this.#run = run;
    this.#ahead = new DecodeAhead(run.pictures);
    this.#behind = new WriteBehind(run.pictures, run.writeOut);
  }

  /**
   * Never throws for what is wrong with a target: its report says so. Reports come in the order of the requests.
   * @param onFree Called when the next target may be asked for before the report is there.
   */
  run(request: TargetRequest, onFree: () => void): Promise<TargetReport> {
    const report = this.#report(request, onFree, this.#reported);
    this.#reported = report.catch(() => undefined);
    return report;
  }

  async #report(
    { index, next }: TargetRequest,
    onFree: () => void,
    before: Promise<unknown>,
  ): Promise<TargetReport> {
    const { loaded, kernels, hooks, newRunner, prepareFor, pictures, signal } = this.#run;
    const { path, source } = this.#run.targets[index]!;
    const job = this.#jobOf(index);
    const { frame } = job;
    const runner = newRunner();
    const start = performance.now();
    const progress: TargetProgress = { outcome: 'failed', contentCheck: {}, faces: [] };
    let failure: ErrorRecord | undefined;
    let inspection = noInspection;
    const report = (): TargetReport => ({
      path,
      ...(source !== undefined && { source }),
      ...progress,
      ...(inspection.files.length > 0 && { inspection: inspection.files }),
      warnings: runner.warnings,
      times: runner.times,
      ms: Math.round(performance.now() - start),
      ...(failure && { error: failure }),
    });
    try {
      const result = await this.#inTurn(async () => {
        this.#run.onBegin();
        const read = this.#ahead.take(path);
        const overlaps = next !== undefined && (await this.#readNext(job, next));
        const ready = await prepareFor(loaded.viewOf(path), runner);
        const { inspect } = loaded.config;
        if (inspect !== undefined) inspection = await inspectInto(inspect, frame, kernels, signal);
        const context = { ...ready, kernels, hooks, runner, inspection, read, signal };
        const behind = overlaps ? this.#behind : undefined;
        const letGo = pictures.hold();
        return processTarget(job, { ...context, behind }, progress).finally(letGo);
      });
      if (result) {
        const writing = this.#behind.write(result, { ...report(), outcome: 'written', output: result.path });
        onFree();
        const unwritten = await writing;
        if (unwritten) {
          await this.#inTurn(() => processUnwritten(unwritten, frame, { runner, signal }, progress));
        } else writtenTo(result.path, progress);
      }
    } catch (error) {
      failure = toRecord(error);
      progress.outcome = outcomeOf(error);
      await this.#diagnose(failure, job);
    }
    await before;
    return report();
  }

  /** Begins to read the next target. @returns whether the two may overlap. */
  async #readNext(job: TargetJob, next: number): Promise<boolean> {
    const following = this.#jobOf(next);
    const { path } = following.frame;
    // A result that is the next target has to be there first.
    if (!this.#run.loaded.config.engine.overlap || path === job.output) return false;
    const { maxPixels } = following;
    if (!(await isFinished(following))) this.#ahead.begin(path, { maxPixels, signal: this.#run.signal });
    return true;
  }

  #jobOf(index: number): TargetJob {
    const { loaded, targets } = this.#run;
    const { path, output, variants } = targets[index]!;
    const own = loaded.viewOf(path).config;
    return {
      frame: { path, index },
      output,
      overwrite: own.overwrite,
      continue: own.continue,
      keepOriginal: own.keepOriginal,
      variants,
      maxPixels: own.image.maxPixels,
      ...(own.image.quality !== undefined && { quality: own.image.quality }),
    };
  }

  async #diagnose({ code, message }: ErrorRecord, { frame }: TargetJob): Promise<void> {
    const { hooks, onDiagnostic } = this.#run;
    const tell = (): void => hooks.call.diagnostic({ level: 'error', code, message, frame });
    try {
      await this.#inTurn(() => Promise.resolve().then(tell));
    } catch (cause) {
      // The target's own failure must not be lost to that of a plugin which only looks on.
      onDiagnostic({ level: 'error', ...toRecord(cause) });
    }
  }
}
