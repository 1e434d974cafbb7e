import { performance } from 'node:perf_hooks';
import { FacetError } from '@facet/api';
import { defaults } from '../config/defaults.js';
import { codeOf } from '../errors/cause.js';
import { stageTimeout, workerDied, workerMemory } from '../errors/run.js';
import { newTempOwner } from '../media/temp-files.js';
import type { Activity } from '../plugins/activity.js';
import { OpenActivities } from './open-activities.js';
import type { EngineNotice, EngineRequest, FromWorker, WriteOutMessage } from './protocol.js';
import type { Vessel, VesselEvents, VesselKind } from './vessel.js';
import { startInline, startThread } from './vessel.js';
import { startProcess } from './process-vessel.js';
import { fromWire, toWire } from './wire-error.js';

export interface EngineWorkerOptions {
  /** Inline, a hang cannot be ended. */
  readonly vessel: VesselKind;
  /** Limit of its JavaScript heap; the default of `engine.memoryMb` when absent. */
  readonly memoryMb?: number;
  readonly onMessage: (message: FromWorker) => void;
}

/** What the host's own work between two plugins may take at least, however short the limit of a stage. */
const leastHostLimitMs = 30_000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly free: () => void;
  /** The answer when the engine is lost: its result is being written outside of it. */
  rescue?: () => Promise<unknown>;
}

/** A request on its way. */
export interface Sent {
  /** Its answer. */
  readonly answer: Promise<unknown>;
  /** Resolves when the engine takes another request: at the answer, or when what is left to do needs no plugin. Never rejects. */
  readonly free: Promise<void>;
}

/**
 * One engine, wherever it runs: each request gets one answer or one error, in their order. The next goes in when the one before is answered, or
 * has set the engine free.
 */
export class EngineWorker {
  /** Set when the worker has ended; a new one is needed. */
  dead = false;
  /** Whether no plugin has failed in it. */
  sound = true;
  /** Set when it ended in the middle of something. */
  lost = false;
  /** In the names of its temporary files. */
  readonly tempOwner = newTempOwner();
  readonly vessel: VesselKind;
  /** Limit of what the host does between two plugins, in milliseconds. */
  #hostLimitMs: number = defaults.engine.stageTimeoutMs;
  readonly memoryMb: number;
  readonly #open = new OpenActivities(() => performance.now());
  /** What runs, or what ran last where nothing of a plugin does. */
  #last: Activity;
  /** Whether the plugin that ran last has answered. */
  #answered = false;
  /** Requests without an answer, the oldest first. */
  #pending: Pending[] = [];
  /** Whether the youngest request still needs the engine. */
  #busy = false;
  #watchdog: NodeJS.Timeout | undefined;
  /** Single calls may go on for as long as a download takes. */
  #watchHost = false;
  /** Results that are being written. */
  readonly #writing = new Set<Promise<unknown>>();
  #onMessage: (message: FromWorker) => void;
  #vessel: Vessel | undefined;

  private constructor({ vessel, onMessage, memoryMb = defaults.engine.memoryMb }: EngineWorkerOptions) {
    this.#onMessage = onMessage;
    this.vessel = vessel;
    this.memoryMb = memoryMb;
    this.#last = this.#loading();
  }

  static async start(options: EngineWorkerOptions): Promise<EngineWorker> {
    const engine = new EngineWorker(options);
    const events = {
      onMessage: (message: FromWorker) => engine.#receive(message),
      onEnd: (cause: unknown) => engine.#end(engine.#lossOf(cause)),
    };
    engine.#vessel = await startVessel(engine, events);
    return engine;
  }

  /** The limit of one stage, once the config is read. */
  set stageTimeoutMs(limitMs: number) {
    this.#hostLimitMs = Math.max(limitMs, leastHostLimitMs);
  }

  /** Whether it can take a request. */
  get free(): boolean {
    return !this.dead && this.#pending.length === 0;
  }

  /** Hands its messages to someone else: a kept engine serves one job after the other. */
  listen(onMessage: (message: FromWorker) => void): void {
    this.#onMessage = onMessage;
  }

  /** The plugin that ran last, so that the loss of the worker can be blamed on it. */
  get last(): Activity {
    return this.#last;
  }

  /**
   * Sends a request and waits for its answer.
   * @throws FacetError the worker's own error, `STAGE_TIMEOUT`, `WORKER_MEMORY` or `WORKER_DIED`.
   */
  request(message: EngineRequest): Promise<unknown> {
    return this.send(message).answer;
  }

  /** As `request`, for those who have another request as soon as the engine is free. */
  send(message: EngineRequest): Sent {
    if (this.dead || this.#busy)
      throw new FacetError('WORKER_DIED', 'The engine worker cannot take this request.');
    this.#open.clear();
    this.#last = this.#loading();
    this.#answered = false;
    this.#watchHost = message.type !== 'call';
    this.#busy = true;
    let setFree = (): void => undefined;
    const free = new Promise<void>((resolve) => (setFree = resolve));
    const answer = new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject, free: setFree });
      this.#vessel?.post(message);
      this.#watch();
    });
    return { answer, free };
  }

  /** Sends what needs no answer. */
  tell(message: EngineNotice): void {
    if (!this.dead) this.#vessel?.post(message);
  }

  async terminate(): Promise<void> {
    this.lost ||= this.#pending.length > 0;
    this.dead = true;
    clearTimeout(this.#watchdog);
    await this.#vessel?.terminate();
    await Promise.all(this.#writing);
  }

  /** Before the first stage of a request, loading is what a worker does. */
  #loading(): Activity {
    return { kind: 'host', name: 'load', provider: 'facet', limitMs: this.#hostLimitMs };
  }

  #receive(message: FromWorker): void {
    if (this.dead) return;
    if (message.type === 'fault') this.sound = false;
    if (message.type === 'begin') {
      this.#open.begin(message.id, message.activity);
      this.#turnTo(message.activity);
    }
    if (message.type === 'end') {
      const ended = this.#open.end(message.id);
      if (ended) this.#turnTo(this.#open.innermost, ended);
      return;
    }
    if (message.type === 'write-out') {
      this.#writeOut(message);
      return;
    }
    if (message.type === 'free') {
      this.#busy = false;
      this.#pending.at(-1)?.free();
      return;
    }
    if (message.type !== 'answer' && message.type !== 'failure') {
      this.#onMessage(message);
      return;
    }
    const pending = this.#pending.shift();
    if (this.#pending.length === 0) {
      clearTimeout(this.#watchdog);
      this.#busy = false;
    }
    pending?.free();
    if (message.type === 'answer') pending?.resolve(message.value);
    else pending?.reject(fromWire(message.error));
  }

  /** Results are written here, where no plugin can be in the way. */
  #writeOut({ id, file, report }: WriteOutMessage): void {
    const pending = this.#pending.at(-1);
    // Loaded when it is needed: commands that write no pictures load nothing that makes them.
    const written = import('../media/result-file.js').then(({ writeResult }) => writeResult(file));
    if (pending) pending.rescue = () => written.then(() => report);
    const told = written.then(
      () => this.tell({ type: 'written-out', id }),
      (error: unknown) => this.tell({ type: 'written-out', id, unwritten: { file, error: toWire(error) } }),
    );
    this.#writing.add(told);
    void told.finally(() => this.#writing.delete(told));
  }

  /** @param ended What ran last, where nothing of a plugin does now. */
  #turnTo(innermost: Activity | undefined, ended: Activity = this.#last): void {
    this.#last = innermost ?? ended;
    this.#answered = innermost === undefined;
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    const hostLimitMs = this.#watchHost ? this.#hostLimitMs : undefined;
    const { innermost } = this.#open;
    const leftMs = innermost ? this.#open.leftMs : hostLimitMs;
    if (leftMs === undefined || this.#pending.length === 0) return;
    const limitMs = innermost?.limitMs ?? this.#hostLimitMs;
    this.#watchdog = setTimeout(() => {
      this.#end(stageTimeout({ ...this.#last, limitMs }, this.#answered));
      void this.terminate();
    }, leftMs);
  }

  #lossOf(cause: unknown): FacetError {
    return codeOf(cause) === 'ERR_WORKER_OUT_OF_MEMORY'
      ? workerMemory(this.#last, this.memoryMb)
      : workerDied(this.#last, cause);
  }

  #end(error: FacetError): void {
    this.lost ||= !this.dead;
    this.dead = true;
    clearTimeout(this.#watchdog);
    for (const pending of this.#pending.splice(0)) {
      pending.free();
      if (pending.rescue) pending.rescue().then(pending.resolve, pending.reject);
      else pending.reject(error);
    }
  }
}

async function startVessel(engine: EngineWorker, events: VesselEvents): Promise<Vessel> {
  switch (engine.vessel) {
    case 'inline':
      return startInline(events);
    case 'thread':
      return startThread(engine, events);
    case 'process':
      return startProcess(engine, events);
  }
}
