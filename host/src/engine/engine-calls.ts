import { isFacetError } from '@facet/api';
import type { ConfigRequest } from '../config/index.js';
import { interrupted } from '../errors/run.js';
import type { FacesRequest, FacesResult } from '../faces/index.js';
import type { PullResult } from '../models/index.js';
import type { ReportRequest, WrittenReport } from '../report/index.js';
import type { Check } from './doctor.js';
import { isWorkerLoss } from './crew.js';
import type { EnginePool } from './engine-pool.js';
import { endEngine } from './engine-pool.js';
import type { EngineWorker } from './engine-worker.js';
import { launchEngine } from './launch-engine.js';
import type { writeLock } from './lock-plugins.js';
import type { DiagnosticEvent, FromWorker, ServiceCalls } from './protocol.js';
import type { Activate, Inspection, ModelInfo, PullRequest } from './services.js';

export type LockResult = Awaited<ReturnType<typeof writeLock>>;

/** What a single call may report while it runs. */
export interface CallIo {
  readonly signal?: AbortSignal;
  readonly onDiagnostic?: (event: DiagnosticEvent) => void;
  readonly onProgress?: (event: unknown) => void;
  readonly print?: (line: string) => void;
}

/** Plugins, models and hooks as the config has them; hooks are those of the plugins that are activated. */
export async function inspect(
  config: ConfigRequest,
  io: CallIo = {},
  activate?: Activate,
): Promise<Inspection> {
  const lost: Record<string, string> = {};
  for (;;) {
    try {
      return (await call('inspect', config, { ...(activate && { activate }), lost }, io)) as Inspection;
    } catch (error) {
      // A plugin that took the engine down is listed with what it did, and left out of the next try.
      const plugin = isFacetError(error) && isWorkerLoss(error) ? error.details?.plugin : undefined;
      if (typeof plugin !== 'string' || plugin in lost) throw error;
      lost[plugin] = (error as Error).message;
    }
  }
}

/** Writes facet.lock: the versions and hashes of the config's plugins as they are now. */
export async function lockPlugins(config: ConfigRequest, io: CallIo = {}): Promise<LockResult> {
  return (await call('lock', config, {}, io)) as LockResult;
}

/** Fetches, verifies and converts models into the cache. */
export async function pullModels(
  { config, ...args }: { readonly config: ConfigRequest } & PullRequest,
  io: CallIo = {},
): Promise<PullResult> {
  return (await call('pull', config, args, io)) as PullResult;
}

/** Checks the hash of every model in the cache. */
export async function verifyModels(config: ConfigRequest, io: CallIo = {}): Promise<readonly ModelInfo[]> {
  return (await call('verify', config, {}, io)) as readonly ModelInfo[];
}

/**
 * Resolves every provider the config names and checks its options, without running any.
 * @throws FacetError for what is wrong with the config.
 */
export async function checkPlan(config: ConfigRequest, io: CallIo = {}): Promise<void> {
  await call('check', config, {}, io);
}

/** Looks at everything a run stands on. */
export async function doctor(config: ConfigRequest, io: CallIo = {}): Promise<readonly Check[]> {
  return (await call('doctor', config, {}, io)) as readonly Check[];
}

/** Swaps and judges pairs of pictures, and writes what came of it. */
export async function writeQualityReport(
  { config, ...args }: { readonly config: ConfigRequest } & ReportRequest,
  io: CallIo = {},
): Promise<WrittenReport> {
  return (await call('report', config, args, io)) as WrittenReport;
}

/** Looks at, cuts out, compares or saves faces. */
export async function faces(
  { config, request }: { readonly config: ConfigRequest; readonly request: FacesRequest },
  io: CallIo = {},
  pool?: EnginePool,
): Promise<FacesResult> {
  return (await call('faces', config, request, io, pool)) as FacesResult;
}

/** Runs a plugin's command and returns its exit code. */
export async function runPluginCommand(
  {
    config,
    ...args
  }: { readonly config: ConfigRequest; readonly name: string; readonly args: readonly string[] },
  io: CallIo = {},
): Promise<number> {
  return (await call('command', config, args, io)) as number;
}

/** Plugins run in a worker here too: the main thread stays free, and their mistakes stay outside. */
async function call<M extends keyof ServiceCalls>(
  method: M,
  config: ConfigRequest,
  args: ServiceCalls[M]['args'],
  io: CallIo,
  pool?: EnginePool,
): Promise<unknown> {
  const onMessage = (message: FromWorker): void => {
    if (message.type === 'diagnostic') io.onDiagnostic?.(message.event);
    if (message.type === 'progress') io.onProgress?.(message.event);
    if (message.type === 'print') io.print?.(message.line);
  };
  let started: EngineWorker | undefined;
  const onStart = (worker: EngineWorker): void => {
    started = worker;
  };
  const abort = (): void => started?.tell({ type: 'abort' });
  io.signal?.addEventListener('abort', abort, { once: true });
  try {
    const { worker } = await launchEngine(config, { onMessage, onStart, pool });
    const keep = pool !== undefined;
    return await worker.request({ type: 'call', keep, method, args } as Parameters<
      EngineWorker['request']
    >[0]);
  } catch (error) {
    throw io.signal?.aborted === true ? interrupted() : error;
  } finally {
    io.signal?.removeEventListener('abort', abort);
    if (started) await endEngine(started, io.signal?.aborted === true ? undefined : pool);
  }
}
