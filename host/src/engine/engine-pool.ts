import type { EngineWorkerOptions } from './engine-worker.js';
import { EngineWorker } from './engine-worker.js';

export interface PoolLimits {
  /** Engine workers that wait for work at most. */
  readonly most: number;
  /** How long an engine worker waits before it is ended; 0 keeps none. */
  readonly idleMs: number;
}

interface Idle {
  readonly worker: EngineWorker;
  readonly timer: NodeJS.Timeout;
}

/** Engine workers between two jobs, with their plugins and models loaded. */
export class EnginePool {
  readonly #limits: PoolLimits;
  readonly #idle: Idle[] = [];
  #closed = false;

  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  /** The one that was used last, so that what is not needed any more stays idle long enough to be ended. */
  take(): EngineWorker | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.worker.free) return idle.worker;
    }
    return undefined;
  }

  /** Takes a worker back. One that is dead, still at work, has seen a plugin fail or is one too many is ended. */
  async give(worker: EngineWorker): Promise<void> {
    const { most, idleMs } = this.#limits;
    const fits = !this.#closed && idleMs > 0 && this.#idle.length < most;
    if (!fits || !worker.free || !worker.sound) return retire(worker);
    const timer = setTimeout(() => void this.#drop(worker), idleMs);
    worker.listen((message) => {
      // A plugin that fails while nobody asks it for anything is not trusted with the next job.
      if (message.type === 'fault') void this.#drop(worker);
    });
    this.#idle.push({ worker, timer });
  }

  /** Ends all of them; those that come back later are ended as well. */
  async dispose(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#idle.map(({ worker }) => this.#drop(worker)));
  }

  async #drop(worker: EngineWorker): Promise<void> {
    const at = this.#idle.findIndex((idle) => idle.worker === worker);
    if (at === -1) return;
    const [idle] = this.#idle.splice(at, 1);
    clearTimeout(idle?.timer);
    await retire(worker);
  }
}

/** An engine that was kept, or a new one. */
export async function startEngine(options: EngineWorkerOptions, pool?: EnginePool): Promise<EngineWorker> {
  const kept = options.vessel === 'inline' ? undefined : pool?.take();
  kept?.listen(options.onMessage);
  return kept ?? EngineWorker.start(options);
}

/** Gives an engine back, or ends it where nobody keeps it. */
export async function endEngine(worker: EngineWorker, pool?: EnginePool): Promise<void> {
  await (pool ? pool.give(worker) : worker.terminate());
}

/** Lets the plugins dispose of what they hold. What goes wrong there ends with the thread. */
export async function retire(worker: EngineWorker): Promise<void> {
  worker.listen(() => undefined);
  if (worker.free) await worker.request({ type: 'release' }).catch(() => undefined);
  await worker.terminate();
}
