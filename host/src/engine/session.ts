import { randomUUID } from 'node:crypto';
import type { FacetError, RunInfo } from '@facet/api';
import type { ResolvedConfig } from '../config/index.js';
import { noUnits } from '../errors/run.js';
import { buildPlan } from '../pipeline/build-plan.js';
import type { WriteOut } from '../pipeline/look-ahead.js';
import { HeldPictures } from '../pipeline/look-ahead.js';
import type { PreparedSource } from '../pipeline/prepare-source.js';
import { prepareSource } from '../pipeline/prepare-source.js';
import { activatePlan } from '../pipeline/providers.js';
import type { TargetReport } from '../pipeline/report.js';
import { revisePlan } from '../pipeline/revise-plan.js';
import { StageRunner } from '../pipeline/stage-runner.js';
import { createRunHooks } from '../plugins/index.js';
import type { PluginWatch, RunHooks } from '../plugins/index.js';
import type { Environment, EnvironmentOptions } from './environment.js';
import type {
  DiagnosticEvent,
  SessionFooter,
  SessionHeader,
  SessionPreparation,
  TargetRequest,
} from './protocol.js';
import { describeStage } from './describe-stage.js';
import { resolveTargets } from './resolve-targets.js';
import { reviseConfig } from './revise-config.js';
import type { ConfigView, Prepared } from './run-target.js';
import { TargetRunner } from './run-target.js';
import { describeUse } from './session-footer.js';

/** Hands out what a run stands on; `dispose` of it says that the run is over. */
export type OpenEnvironment = (options?: EnvironmentOptions) => Promise<Environment>;

export interface SessionEvents {
  readonly watch: PluginWatch;
  readonly openEnvironment: OpenEnvironment;
  readonly onDiagnostic: (event: DiagnosticEvent) => void;
  readonly writeOut: WriteOut;
}

/** One run inside one engine worker. */
export interface EngineSession {
  readonly header: SessionHeader;
  /**
   * Loads what the plan needs and digests the sources.
   * @throws FacetError for whatever keeps the run from starting.
   */
  prepare(): Promise<SessionPreparation>;
  /**
   * Never throws for what is wrong with a target: its report says so. Reports come in the order of the requests.
   * @param onFree Called when the next target may be asked for before the report is there.
   */
  runTarget(request: TargetRequest, onFree: () => void): Promise<TargetReport>;
  close(report: Readonly<Record<string, unknown>>): Promise<SessionFooter>;
  dispose(): Promise<void>;
  /** Something failed with nobody waiting for it: the next stage fails with it. */
  stray(error: FacetError): void;
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

  const pictures = new HeldPictures();
  const targetRunner = new TargetRunner({
    loaded,
    targets,
    kernels,
    hooks,
    pictures,
    writeOut: events.writeOut,
    newRunner,
    prepareFor,
    onBegin: () => (stray = undefined),
    onDiagnostic: events.onDiagnostic,
    signal,
  });

  hooks.call.configResolved({ ...config });
  const runId = randomUUID();
  let run: RunInfo | undefined;

  return {
    header: {
      config: { ...config },
      ...(loaded.file !== undefined && { configFile: loaded.file }),
      targets,
      workers: config.engine.workers,
      overlap: config.engine.overlap,
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
    runTarget: (request, onFree) => targetRunner.run(request, onFree),
    close: async (report) => {
      if (run) await hooks.call.runEnd(run, report);
      return describeUse(environment, pictures);
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
