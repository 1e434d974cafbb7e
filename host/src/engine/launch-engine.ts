import type { ConfigRequest, Isolation } from '../config/index.js';
import { isolations } from '../config/choices.js';
import { defaults } from '../config/defaults.js';
import type { EnginePool } from './engine-pool.js';
import { retire, startEngine } from './engine-pool.js';
import type { EngineWorker } from './engine-worker.js';
import type { EngineNeeds, FromWorker } from './protocol.js';

export interface LaunchOptions {
  /** Runs it on the calling thread, whatever the config says. */
  readonly inline?: boolean;
  /** What an engine with the same config was found to need. */
  readonly needs?: EngineNeeds | undefined;
  /** Where kept engines come from. */
  readonly pool?: EnginePool | undefined;
  readonly onMessage: (message: FromWorker) => void;
  /** Called with each engine that is started, so that it can be ended while it reads the config. */
  readonly onStart: (worker: EngineWorker) => void;
}

export interface Launched {
  readonly worker: EngineWorker;
  readonly needs: EngineNeeds;
}

/**
 * Starts an engine that is what its config asks for. Where an engine runs and its memory are fixed when it starts, and the first one
 * has to start before the config is read: if that asks for something else, another takes its place before any plugin has run.
 */
export async function launchEngine(config: ConfigRequest, options: LaunchOptions): Promise<Launched> {
  const { inline = false, pool, onMessage, onStart } = options;
  const start = async ({
    isolate,
    memoryMb,
  }: Pick<EngineNeeds, 'isolate' | 'memoryMb'>): Promise<Launched> => {
    const worker = await startEngine({ vessel: inline ? 'inline' : isolate, memoryMb, onMessage }, pool);
    onStart(worker);
    const needs = (await worker.request({ type: 'configure', config })) as EngineNeeds;
    worker.stageTimeoutMs = needs.stageTimeoutMs;
    return { worker, needs };
  };
  const guess = {
    isolate: isolationOf(config) ?? defaults.engine.isolate,
    memoryMb: defaults.engine.memoryMb,
  };
  const first = await start(options.needs ?? guess);
  const { worker, needs } = first;
  if (inline || (worker.vessel === needs.isolate && worker.memoryMb === needs.memoryMb)) return first;
  await retire(worker);
  return start(needs);
}

/** What the command line says, which wins over the config, so that code of the config runs in the right place already. */
function isolationOf({ flags = {} }: ConfigRequest): Isolation | undefined {
  const { isolate } = (flags.engine ?? {}) as { readonly isolate?: unknown };
  return isolations.find((isolation) => isolation === isolate);
}
