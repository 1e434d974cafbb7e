import { isFacetError } from '@facet/api';
import type { ConfigRequest } from '../config/index.js';
import { pluginQuarantined } from '../errors/plugins.js';
import type { PluginName } from '../errors/plugins.js';
import { interrupted } from '../errors/run.js';
import type { Faults } from '../plugins/quarantine.js';
import { failuresAllowed, Quarantine } from '../plugins/quarantine.js';
import type { EnginePool } from './engine-pool.js';
import { endEngine } from './engine-pool.js';
import type { EngineWorker, Sent } from './engine-worker.js';
import { launchEngine } from './launch-engine.js';
import type {
  EngineNeeds,
  FromWorker,
  SessionHeader,
  SessionPreparation,
  TargetRequest,
} from './protocol.js';
import type { JobIo } from './run-job.js';

const lossCodes = ['WORKER_DIED', 'WORKER_MEMORY', 'STAGE_TIMEOUT'] as const;

/** Whether a request failed because its worker was lost, so that another worker may try again. */
export const isWorkerLoss = (error: unknown): boolean => lossCodes.some((code) => isFacetError(error, code));

/** How long a stage may go on after an interrupt before its worker is ended. */
const interruptGraceMs = 5000;

/** The engine workers of one run, and what is known of the plugins in all of them. */
export class Crew {
  readonly #config: ConfigRequest;
  readonly #inline: boolean;
  readonly #io: JobIo;
  readonly #workers: EngineWorker[] = [];
  readonly #sessions = new Set<EngineWorker>();
  readonly #judged = new Set<EngineWorker>();
  readonly #quarantine = new Quarantine();
  readonly #stop: () => void;
  #graceTimer: NodeJS.Timeout | undefined;
  #needs: EngineNeeds | undefined;
  readonly #pool: EnginePool | undefined;

  /** @param pool Where its workers come from and go to, so that the next run finds them loaded. */
  constructor(config: ConfigRequest, inline: boolean, io: JobIo, pool?: EnginePool) {
    this.#pool = pool;
    this.#config = config;
    this.#inline = inline;
    this.#io = io;
    this.#stop = () => this.#abort();
    io.signal.addEventListener('abort', this.#stop, { once: true });
  }

  /** Workers that run a session. */
  get open(): readonly EngineWorker[] {
    return [...this.#sessions].filter((worker) => !worker.dead);
  }

  /** Who owned the temporary files of the workers that ended in the middle of something. */
  get lostTempOwners(): readonly string[] {
    return this.#workers.filter((worker) => worker.lost).map((worker) => worker.tempOwner);
  }

  /** What plugins have done wrong in this run. */
  get faults(): readonly Faults[] {
    return this.#quarantine.list();
  }

  /** Starts a worker with a session. */
  async start(): Promise<{ worker: EngineWorker; header: SessionHeader }> {
    const worker = await this.#launch();
    const request = { type: 'open', faults: this.faults, keep: this.#pool !== undefined } as const;
    const header = (await this.ask(worker, request)) as SessionHeader;
    this.#sessions.add(worker);
    return { worker, header };
  }

  async prepare(worker: EngineWorker): Promise<SessionPreparation> {
    return (await this.ask(worker, { type: 'prepare' })) as SessionPreparation;
  }

  /**
   * Sends a request. The loss of a worker counts against the plugin that ran.
   * @throws FacetError `INTERRUPTED` for whatever fails after an interrupt.
   */
  async ask(worker: EngineWorker, request: Parameters<EngineWorker['request']>[0]): Promise<unknown> {
    return this.#judge(worker, () => worker.request(request));
  }

  /** As `ask` for a target, which may leave the worker free for another before it has its answer. */
  askTarget(worker: EngineWorker, request: TargetRequest): Sent {
    const { answer, free } = worker.send({ type: 'target', ...request });
    return { answer: this.#judge(worker, () => answer), free };
  }

  async #judge(worker: EngineWorker, answer: () => Promise<unknown>): Promise<unknown> {
    try {
      return await answer();
    } catch (error) {
      this.#throwIfInterrupted();
      const { plugin } = worker.last;
      // All that a worker was asked for fails with it, but it was lost once.
      if (plugin && isFacetError(error) && isWorkerLoss(error) && !this.#judged.has(worker)) {
        this.#judged.add(worker);
        this.#record(plugin, error.message);
      }
      throw error;
    }
  }

  /** Whether the plugin a worker was lost to may not be called any more. */
  holds(worker: EngineWorker): boolean {
    return this.#quarantine.holds(worker.last.plugin);
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#graceTimer);
    this.#io.signal.removeEventListener('abort', this.#stop);
    // Nothing is left in a worker that is kept: no stage an interrupt has cut off, no plugin that has failed.
    const sound = !this.#io.signal.aborted && this.faults.length === 0;
    await Promise.all(this.#workers.map((worker) => endEngine(worker, sound ? this.#pool : undefined)));
  }

  async #launch(): Promise<EngineWorker> {
    this.#throwIfInterrupted();
    try {
      const { worker, needs } = await launchEngine(this.#config, {
        inline: this.#inline,
        needs: this.#needs,
        pool: this.#pool,
        onMessage: (message) => this.#receive(message),
        onStart: (started) => this.#workers.push(started),
      });
      this.#needs = needs;
      return worker;
    } catch (error) {
      this.#throwIfInterrupted();
      throw error;
    }
  }

  #throwIfInterrupted(): void {
    if (this.#io.signal.aborted) throw interrupted();
  }

  #receive(message: FromWorker): void {
    const { onEvent } = this.#io;
    if (message.type === 'begin') {
      const { name, provider, target, face, kind } = message.activity;
      if (kind !== 'stage' && kind !== 'hook') return;
      const stage = kind === 'hook' ? `hook ${name}` : name;
      onEvent({
        type: 'stage',
        target: target ?? 'the run',
        stage,
        provider,
        ...(face !== undefined && { face }),
      });
    }
    if (message.type === 'diagnostic') onEvent({ type: 'diagnostic', ...message.event });
    if (message.type === 'fault') this.#record(message.plugin, message.message);
  }

  #record(plugin: PluginName, message: string): void {
    const { count, last } = this.#quarantine.record(plugin, message);
    for (const worker of this.#workers) worker.tell({ type: 'faults', faults: this.faults });
    if (count !== failuresAllowed) return;
    const { code, message: text } = pluginQuarantined(plugin, count, last);
    this.#io.onEvent({ type: 'diagnostic', level: 'error', code, message: text });
  }

  #abort(): void {
    for (const worker of this.#workers) worker.tell({ type: 'abort' });
    this.#graceTimer = setTimeout(() => {
      for (const worker of this.#workers) void worker.terminate();
    }, interruptGraceMs);
  }
}
