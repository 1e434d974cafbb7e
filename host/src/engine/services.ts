import type { ConfigRequest } from '../config/index.js';
import { buildPlan } from '../pipeline/build-plan.js';
import { createRunHooks } from '../plugins/index.js';
import type { RunHooks } from '../plugins/index.js';
import { writeReport } from '../report/index.js';
import { examine } from './doctor.js';
import type { Environment } from './environment.js';
import { createEnvironment } from './environment.js';
import { listModels } from './list-models.js';
import { pullModels } from './pull-models.js';
import type { FromWorker, ToWorker } from './protocol.js';

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
  readonly contributions: readonly { readonly kind: string; readonly id: string; readonly title: string }[];
}

export interface Inspection {
  readonly plugins: readonly PluginInfo[];
  readonly models: readonly ModelInfo[];
  readonly hooks: ReturnType<RunHooks['order']>;
}

type Post = (message: FromWorker) => void;
type ServiceCall = Extract<ToWorker, { type: 'call' }>;

/** Answers one service call: makes an environment for it, and takes it down again. */
export async function callService(call: ServiceCall, post: Post, signal: AbortSignal): Promise<unknown> {
  if (call.method === 'doctor') return examine(call.args.config);
  return withEnvironment(call.args.config, post, (environment) => {
    switch (call.method) {
      case 'inspect':
        return inspect(environment);
      case 'check':
        buildPlan(environment.loaded, environment.plugins, call.args.config.cwd);
        return Promise.resolve();
      case 'verify':
        return listModels(environment);
      case 'pull':
        return pullModels(environment, call.args, post, signal);
      case 'report': {
        const onProgress = (event: unknown): void => post({ type: 'progress', event });
        return writeReport(environment, call.args.config.cwd, call.args, onProgress, signal);
      }
      case 'command':
        return runCommand(environment, call.args, post, signal);
    }
  });
}

async function withEnvironment(
  request: ConfigRequest,
  post: Post,
  work: (environment: Environment) => Promise<unknown>,
): Promise<unknown> {
  const environment = await createEnvironment(request, (event) => post({ type: 'diagnostic', event }));
  try {
    return await work(environment);
  } finally {
    await environment.dispose();
  }
}

async function inspect(environment: Environment): Promise<Inspection> {
  const { plugins } = environment;
  await plugins.activateHookPlugins();
  return {
    plugins: plugins.plugins.map(({ id, version, bundled, dir, state, reason, manifest }) => ({
      id,
      version,
      bundled,
      dir,
      state,
      ...(manifest?.title !== undefined && { title: manifest.title }),
      ...(reason !== undefined && { reason }),
      contributions: plugins
        .contributions()
        .filter((ref) => ref.plugin === id)
        .map((ref) => ({ kind: ref.kind, id: ref.id, title: ref.contribution.title })),
    })),
    models: await listModels(environment),
    hooks: createRunHooks(plugins.taps()).order(),
  };
}

async function runCommand(
  { plugins }: Environment,
  { name, args }: { readonly name: string; readonly args: readonly string[] },
  post: Post,
  signal: AbortSignal,
): Promise<number> {
  const command = await plugins.activate(plugins.resolve('command', name));
  return command.run(args, { print: (line) => post({ type: 'print', line }), signal });
}
