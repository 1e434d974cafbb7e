import { isFacetError } from '@facet/api';
import type { ConfigRequest } from '../config/index.js';
import { pluginQuarantined } from '../errors/plugins.js';
import type { PluginName } from '../errors/plugins.js';
import { interrupted } from '../errors/run.js';
import type { Faults } from '../plugins/quarantine.js';
import { failuresAllowed, Quarantine } from '../plugins/quarantine.js';
import type { EnginePool } from './engine-pool.js';
import { endEngine, startEngine } from './engine-pool.js';
import type { EngineWorker } from './engine-worker.js';
import type { FromWorker, SessionHeader, SessionPreparation } from './protocol.js';
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
  readonly #quarantine = new Quarantine();
  readonly #stop: () => void;
  #graceTimer: NodeJS.Timeout | undefined;
  #memoryMb: number | undefined;

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

  /** Workers that still run. */
  get alive(): readonly EngineWorker[] {
    return this.#workers.filter((worker) => !worker.dead);
  }

  /** Whether any worker was ended in the middle of something. */
  get lost(): boolean {
    return this.#workers.some((worker) => worker.dead);
  }

  /** What plugins have done wrong in this run. */
  get faults(): readonly Faults[] {
    return this.#quarantine.list();
  }

  /** Starts a worker that has read the config. */
  async open(): Promise<{ worker: EngineWorker; header: SessionHeader }> {
    const opened = await this.#open();
    // A worker's memory is fixed when it starts, and the first one has to start before the config is read.
    if (this.#inline || opened.header.memoryMb === opened.worker.memoryMb) return opened;
    this.#memoryMb = opened.header.memoryMb;
    this.#workers.splice(this.#workers.indexOf(opened.worker), 1);
    await opened.worker.terminate();
    return this.#open();
  }

  async prepare(worker: EngineWorker): Promise<SessionPreparation> {
    return (await this.ask(worker, { type: 'prepare' })) as SessionPreparation;
  }

  /**
   * Sends a request. The loss of a worker counts against the plugin that ran.
   * @throws FacetError `INTERRUPTED` for whatever fails after an interrupt.
   */
  async ask(worker: EngineWorker, request: Parameters<EngineWorker['request']>[0]): Promise<unknown> {
    try {
      return await worker.request(request);
    } catch (error) {
      if (this.#io.signal.aborted) throw interrupted();
      const { plugin } = worker.last;
      if (plugin && isFacetError(error) && isWorkerLoss(error)) this.#record(plugin, error.message);
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

  async #open(): Promise<{ worker: EngineWorker; header: SessionHeader }> {
    if (this.#io.signal.aborted) throw interrupted();
    const options = {
      inline: this.#inline,
      ...(this.#memoryMb !== undefined && { memoryMb: this.#memoryMb }),
      onMessage: (message: FromWorker) => this.#receive(message),
    };
    const worker = await startEngine(options, this.#pool);
    this.#workers.push(worker);
    const keep = this.#pool !== undefined;
    const request = { type: 'open', config: this.#config, faults: this.faults, keep } as const;
    const header = (await this.ask(worker, request)) as SessionHeader;
    worker.stageTimeoutMs = header.stageTimeoutMs;
    return { worker, header };
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
    for (const worker of this.alive) worker.tell({ type: 'faults', faults: this.faults });
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
