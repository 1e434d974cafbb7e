import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { FacetError, RunInfo } from '@facet/api';
import type { LoadedConfig, ResolvedConfig } from '../config/index.js';
import { noUnits } from '../errors/run.js';
import { buildPlan } from '../pipeline/build-plan.js';
import type { PreparedSource } from '../pipeline/prepare-source.js';
import { prepareSource } from '../pipeline/prepare-source.js';
import { inspectInto, noInspection } from '../pipeline/inspection.js';
import type { TargetProgress } from '../pipeline/process-target.js';
import { processTarget } from '../pipeline/process-target.js';
import type { ActivePlan } from '../pipeline/providers.js';
import { activatePlan } from '../pipeline/providers.js';
import type { ErrorRecord, TargetReport } from '../pipeline/report.js';
import { revisePlan } from '../pipeline/revise-plan.js';
import { StageRunner } from '../pipeline/stage-runner.js';
import { createRunHooks } from '../plugins/index.js';
import type { PluginWatch, RunHooks } from '../plugins/index.js';
import type { Environment, EnvironmentOptions } from './environment.js';
import { outcomeOf } from './outcome.js';
import type { DiagnosticEvent, SessionFooter, SessionHeader, SessionPreparation } from './protocol.js';
import { describeStage } from './describe-stage.js';
import { resolveTargets } from './resolve-targets.js';
import { reviseConfig } from './revise-config.js';
import { describeUse } from './session-footer.js';
import { toRecord } from './wire-error.js';

/** Hands out what a run stands on; `dispose` of it says that the run is over. */
export type OpenEnvironment = (options?: EnvironmentOptions) => Promise<Environment>;

export interface SessionEvents {
  readonly watch: PluginWatch;
  readonly openEnvironment: OpenEnvironment;
  readonly onDiagnostic: (event: DiagnosticEvent) => void;
}

/** One run inside one engine worker. */
export interface EngineSession {
  readonly header: SessionHeader;
  /**
   * Loads what the plan needs and digests the sources.
   * @throws FacetError for whatever keeps the run from starting.
   */
  prepare(): Promise<SessionPreparation>;
  /** Never throws for what is wrong with a target: its report says so. */
  runTarget(index: number): Promise<TargetReport>;
  close(report: Readonly<Record<string, unknown>>): Promise<SessionFooter>;
  dispose(): Promise<void>;
  /** Something failed with nobody waiting for it: the next stage fails with it. */
  stray(error: FacetError): void;
}

type ConfigView = Pick<LoadedConfig, 'config' | 'origins'>;

/** A config's plan, loaded, with its sources digested. */
interface Prepared {
  readonly active: ActivePlan;
  readonly sources: readonly PreparedSource[];
}

/**
 * Loads the plugins a config names, and finds the targets.
 * @throws FacetError for whatever is wrong with the config.
 */
export async function openSession(
  cwd: string,
  events: SessionEvents,
  signal: AbortSignal,
): Promise<EngineSession> {
  const environment = await events.openEnvironment();
  try {
    return await openRun(environment, cwd, events, signal);
  } catch (error) {
    await environment.dispose();
    throw error;
  }
}

async function openRun(
  environment: Environment,
  cwd: string,
  events: SessionEvents,
  signal: AbortSignal,
): Promise<EngineSession> {
  const { plugins, kernels } = environment;
  await environment.openKernels();
  await plugins.activateHookPlugins();
  const guard = {
    watch: events.watch,
    limitMs: environment.loaded.config.engine.stageTimeoutMs,
    holds: kernels.holds.bind(kernels),
  };
  const hooks = createRunHooks(plugins.taps(), guard);
  const loaded = await reviseConfig(environment.loaded, hooks);
  const { config } = loaded;
  if (config.units.length === 0) throw noUnits();
  const targets = await resolveTargets(
    config.targets,
    config.output,
    (target) => loaded.forTarget(target).units,
  );
  let stray: FacetError | undefined;
  const newRunner = (): StageRunner =>
    new StageRunner(signal, {
      describe: (stage, provider, scope) =>
        describeStage(stage, provider, scope, plugins, config.engine.stageTimeoutMs),
      perform: (activity, work) => {
        if (stray) throw stray;
        return events.watch.run(activity, work);
      },
      onFailure: (failure) => hooks.call.stageError(failure),
      onWarning: (message, code = 'WARNING') => hooks.call.diagnostic({ level: 'warning', code, message }),
    });

  // Overrides give some targets a config of their own; each distinct config is prepared once.
  const prepared = new Map<ResolvedConfig, Promise<Prepared>>();
  const prepareFor = (view: ConfigView, runner: StageRunner): Promise<Prepared> => {
    const known = prepared.get(view.config) ?? prepare(view, cwd, environment, hooks, runner, signal);
    prepared.set(view.config, known);
    return known;
  };

  hooks.call.configResolved({ ...config });
  const runId = randomUUID();
  let run: RunInfo | undefined;

  return {
    header: {
      config: { ...config },
      ...(loaded.file !== undefined && { configFile: loaded.file }),
      targets,
      workers: config.engine.workers,
      kernels: kernels.backend,
      contentCheckThreshold: config.contentCheck.threshold,
      ...(config.report !== undefined && { report: config.report }),
    },
    prepare: async () => {
      const runner = newRunner();
      const { active, sources } = await prepareFor(loaded, runner);
      const plan = { ...active.plan };
      run = { id: runId, plan };
      await hooks.call.runStart(run);
      return { plan, sources: sources.flatMap((source) => source.reports), warnings: runner.warnings };
    },
    runTarget: async (index) => {
      const target = targets[index]!;
      const view = loaded.viewOf(target.path);
      const own = view.config;
      const runner = newRunner();
      const start = performance.now();
      const progress: TargetProgress = { outcome: 'failed', contentCheck: {}, faces: [] };
      let failure: ErrorRecord | undefined;
      let inspection = noInspection;
      stray = undefined;
      try {
        const job = {
          frame: { path: target.path, index },
          output: target.output,
          overwrite: own.overwrite,
          continue: own.continue,
          keepOriginal: own.keepOriginal,
          variants: target.variants,
          maxPixels: own.image.maxPixels,
          ...(own.image.quality !== undefined && { quality: own.image.quality }),
        };
        const ready = await prepareFor(view, runner);
        if (config.inspect !== undefined) {
          inspection = await inspectInto(config.inspect, job.frame, kernels, signal);
        }
        await processTarget(job, { ...ready, kernels, hooks, runner, inspection, signal }, progress);
      } catch (error) {
        failure = toRecord(error);
        progress.outcome = outcomeOf(error);
        const { code, message } = failure;
        try {
          hooks.call.diagnostic({ level: 'error', code, message, frame: { path: target.path, index } });
        } catch (cause) {
          // The target's own failure must not be lost to that of a plugin which only looks on.
          events.onDiagnostic({ level: 'error', ...toRecord(cause) });
        }
      }
      return {
        path: target.path,
        ...(target.source !== undefined && { source: target.source }),
        ...progress,
        ...(inspection.files.length > 0 && { inspection: inspection.files }),
        warnings: runner.warnings,
        times: runner.times,
        ms: Math.round(performance.now() - start),
        ...(failure && { error: failure }),
      };
    },
    close: async (report) => {
      if (run) await hooks.call.runEnd(run, report);
      return describeUse(environment);
    },
    dispose: () => environment.dispose(),
    stray: (error) => {
      stray = error;
    },
  };
}

async function prepare(
  view: ConfigView,
  cwd: string,
  { plugins, kernels }: Environment,
  hooks: RunHooks,
  runner: StageRunner,
  signal: AbortSignal,
): Promise<Prepared> {
  const active = await activatePlan(await revisePlan(buildPlan(view, plugins, cwd), hooks, plugins), plugins);
  const sources: PreparedSource[] = [];
  for (const [index, unit] of active.plan.units.entries()) {
    const context = { active, kernels, runner, maxPixels: view.config.image.maxPixels, signal };
    sources.push(await prepareSource(unit, active.units[index]!, context));
  }
  return { active, sources };
}
