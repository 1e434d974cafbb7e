import { isFacetError } from '@facet/api';
import { commandFailed, commandResult } from '../errors/run.js';
import { buildPlan } from '../pipeline/build-plan.js';
import { stagesOf } from '../pipeline/plan.js';
import { ContractBreach, expectExitCode } from '../pipeline/provider-contract.js';
import type { FacesRequest, FacesResult } from '../faces/index.js';
import { performFaces } from '../faces/index.js';
import { StageRunner } from '../pipeline/stage-runner.js';
import { createRunHooks } from '../plugins/index.js';
import { writeReport } from '../report/index.js';
import type { PluginWatch, RunHooks } from '../plugins/index.js';
import { describeStage } from './describe-stage.js';
import { examine } from './doctor.js';
import type { Environment, Project } from './environment.js';
import { writeLock } from './lock-plugins.js';
import { listModels } from './list-models.js';
import { planKernels } from './plugin-kernels.js';
import { pullModels } from './pull-models.js';
import type { FromWorker, ToWorker } from './protocol.js';
import type { OpenEnvironment } from './session.js';
import { toWire } from './wire-error.js';

export interface PullRequest {
  /** Short or full names; every model that is not optional when absent. */
  readonly ids?: readonly string[];
  /** Fetches again what is already there. */
  readonly force?: boolean;
}

export interface ModelInfo {
  readonly id: string;
  readonly plugin: string;
  readonly title?: string;
  readonly status: 'ok' | 'missing' | 'corrupt';
  readonly optional: boolean;
  /** Size of the ONNX file. */
  readonly bytes: number;
  readonly license: string;
  readonly attribution?: string;
  readonly source: string;
  readonly file: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface PluginInfo {
  readonly id: string;
  readonly version: string;
  readonly title?: string;
  readonly bundled: boolean;
  readonly dir: string;
  readonly state: string;
  readonly reason?: string;
  /** What can be done about it. */
  readonly remedy?: string;
  readonly activationMs?: number;
  readonly contributions: readonly {
    readonly kind: string;
    readonly id: string;
    readonly title: string;
    /** Ids of the models it runs. */
    readonly models: readonly string[];
  }[];
}

export interface Inspection {
  readonly plugins: readonly PluginInfo[];
  readonly models: readonly ModelInfo[];
  readonly hooks: ReturnType<RunHooks['order']>;
}

/** Which plugins an inspection activates: those a run would, or all; none by default. */
export type Activate = 'used' | 'all';

/** Plugins that have taken an engine down while they were activated, by id, with what happened. */
export type LostPlugins = Readonly<Record<string, string>>;

interface ServiceIo {
  readonly post: (message: FromWorker) => void;
  readonly watch: PluginWatch;
  readonly openEnvironment: OpenEnvironment;
  readonly signal: AbortSignal;
}

type ServiceCall = Extract<ToWorker, { type: 'call' }>;

/** The others must not run a plugin's kernels. */
const worksOnPictures: readonly ServiceCall['method'][] = ['report', 'faces', 'command'];

/** Answers one service call, in an environment of its own or a kept one. */
export async function callService(call: ServiceCall, project: Project, io: ServiceIo): Promise<unknown> {
  const { cwd } = project.request;
  if (call.method === 'doctor') return examine(project, io.watch);
  if (call.method === 'lock') return writeLock(project);
  if (call.method === 'inspect') {
    const { activate, lost } = call.args;
    return withEnvironment(io, (environment) => inspect(environment, cwd, activate, lost, io), true);
  }
  return withEnvironment(io, async (environment) => {
    if (worksOnPictures.includes(call.method)) await environment.openKernels();
    switch (call.method) {
      case 'check':
        planKernels(environment.loaded, environment.plugins, cwd);
        buildPlan(environment.loaded, environment.plugins, cwd);
        return undefined;
      case 'verify':
        return listModels(environment);
      case 'report': {
        const onProgress = (event: unknown): void => io.post({ type: 'progress', event });
        return writeReport(environment, cwd, call.args, onProgress, io.signal);
      }
      case 'pull':
        return pullModels(environment, call.args, io.post, io.signal);
      case 'faces':
        return faces(environment, cwd, call.args, io);
      case 'command':
        return runCommand(environment, call.args, io);
    }
  });
}

async function withEnvironment(
  { openEnvironment }: ServiceIo,
  work: (environment: Environment) => Promise<unknown>,
  tolerant = false,
): Promise<unknown> {
  const environment = await openEnvironment({ tolerant });
  try {
    return await work(environment);
  } finally {
    await environment.dispose();
  }
}

async function inspect(
  environment: Environment,
  cwd: string,
  activate: Activate | undefined,
  lost: LostPlugins,
  { post }: ServiceIo,
): Promise<Inspection> {
  const { plugins } = environment;
  const chosen = activate === undefined ? [] : pluginsToActivate(environment, cwd, activate, post);
  // Why one fails stands in its record.
  for (const id of chosen) {
    if (!(id in lost)) await plugins.activatePlugin(id).catch(() => undefined);
  }
  return {
    plugins: plugins.plugins.map(
      ({ id, version, bundled, dir, state, reason, remedy, activationMs, manifest }) => ({
        id,
        version,
        bundled,
        dir,
        state: id in lost ? 'failed' : state,
        ...(manifest?.title !== undefined && { title: manifest.title }),
        ...((lost[id] ?? reason) !== undefined && { reason: lost[id] ?? reason! }),
        ...(remedy !== undefined && { remedy }),
        ...(activationMs !== undefined && { activationMs }),
        contributions: plugins
          .contributions()
          .filter((ref) => ref.plugin === id)
          .map(({ kind, id: own, contribution }) => ({
            kind,
            id: own,
            title: contribution.title,
            models: contribution.models ?? [],
          })),
      }),
    ),
    models: await listModels(environment),
    hooks: createRunHooks(plugins.taps()).order(),
  };
}

/** The plugins a run would activate, in its order, or all. */
function pluginsToActivate(
  { loaded, plugins }: Environment,
  cwd: string,
  activate: Activate,
  post: ServiceIo['post'],
): readonly string[] {
  if (activate === 'all') return plugins.plugins.map(({ id }) => id);
  const hooking = plugins.plugins.filter(({ manifest }) => manifest?.hooks === true).map(({ id }) => id);
  try {
    const stages = stagesOf(buildPlan(loaded, plugins, cwd));
    const pluginKernels = planKernels(loaded, plugins, cwd);
    return [
      ...new Set([
        ...(pluginKernels ? [pluginKernels.ref.plugin] : []),
        ...hooking,
        ...stages.map(({ kind, stage }) => plugins.resolve(kind, stage.use).plugin),
      ]),
    ];
  } catch (error) {
    const { code, message } = toWire(error);
    post({ type: 'diagnostic', event: { level: 'error', code, message } });
    return hooking;
  }
}

/** The face tools run stages as a run does, without its hooks. */
async function faces(
  environment: Environment,
  cwd: string,
  request: FacesRequest,
  { post, watch, signal }: ServiceIo,
): Promise<FacesResult> {
  const { plugins, loaded } = environment;
  const { stageTimeoutMs } = loaded.config.engine;
  const runner = new StageRunner(signal, {
    describe: (stage, provider, scope) => describeStage(stage, provider, scope, plugins, stageTimeoutMs),
    perform: (activity, work) => watch.run(activity, work),
    onFailure: () => Promise.resolve(undefined),
    onWarning: (message, code = 'FACES') =>
      post({ type: 'diagnostic', event: { level: 'warning', code, message } }),
  });
  return performFaces(request, { ...environment, runner, cwd, signal });
}

async function runCommand(
  { plugins }: Environment,
  { name, args }: { readonly name: string; readonly args: readonly string[] },
  { post, watch, signal }: ServiceIo,
): Promise<number> {
  const ref = plugins.resolve('command', name);
  const command = await plugins.activate(ref);
  const plugin = plugins.plugins.find(({ id }) => id === ref.plugin)!;
  // A command may take as long as it likes.
  const activity = { kind: 'command', name: ref.id, provider: ref.name, plugin, limitMs: 0 } as const;
  const print = (line: string): void => post({ type: 'print', line });
  try {
    return expectExitCode(await watch.run(activity, () => command.run(args, { print, signal })));
  } catch (error) {
    if (error instanceof ContractBreach) throw commandResult(activity, error.expected, error.received);
    throw isFacetError(error) ? error : commandFailed(activity, error);
  }
}
