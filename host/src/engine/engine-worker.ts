import { Worker } from 'node:worker_threads';
import { FacetError } from '@facet/api';
import { stageTimeout, workerDied } from '../errors/run.js';
import type { FromWorker, StageEvent, ToWorker } from './protocol.js';
import { fromWire } from './wire-error.js';

type Listener = (message: FromWorker) => void;

export interface EngineWorkerOptions {
  /** Runs on the calling thread: for debuggers and tests. A hang cannot be ended then. */
  readonly inline: boolean;
  readonly onMessage: Listener;
}

/** Before the first stage of a run, loading is what a worker does. */
const loading: StageEvent = { target: 'the run', stage: 'load', provider: 'facet' };

/** One engine, in a thread of its own or inline: requests go in one at a time, and each gets one answer or one error. */
export class EngineWorker {
  /** Set when the worker has ended; a new one is needed. */
  dead = false;
  #last: StageEvent = loading;
  #pending: { resolve: (value: unknown) => void; reject: (error: unknown) => void } | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #limitMs = 0;
  readonly #onMessage: Listener;
  #post: (message: ToWorker) => void = () => undefined;
  #terminate: () => Promise<unknown> = () => Promise.resolve();

  private constructor(onMessage: Listener) {
    this.#onMessage = onMessage;
  }

  static async start({ inline, onMessage }: EngineWorkerOptions): Promise<EngineWorker> {
    const engine = new EngineWorker(onMessage);
    if (inline) await engine.#runInline();
    else engine.#runInThread();
    return engine;
  }

  /** Loaded here only: otherwise inference and pictures stay out of the calling thread. */
  async #runInline(): Promise<void> {
    const { serve } = await import('./serve.js');
    const handle = serve((message) => this.#receive(message));
    this.#post = (message) => void handle(message);
  }

  #runInThread(): void {
    // The one option of Node that a worker with a file refuses, when the program itself came as a string.
    const execArgv = process.execArgv.filter((option) => !option.startsWith('--input-type'));
    const worker = new Worker(new URL('./worker.js', import.meta.url), { name: 'facet-engine', execArgv });
    const died = (cause: unknown): void => {
      const { stage, provider, target } = this.#last;
      this.#end(workerDied(stage, provider, target, cause));
    };
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', died);
    worker.on('exit', (code) => died(new Error(`it exited with code ${code}`)));
    this.#post = (message) => worker.postMessage(message);
    this.#terminate = () => worker.terminate();
  }

  /** Ends the worker when one stage runs longer than this; 0 waits for ever. */
  set stageTimeoutMs(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /**
   * Sends a request and waits for its answer.
   * @throws FacetError the worker's own error, `STAGE_TIMEOUT`, or `WORKER_DIED`.
   */
  request(message: Exclude<ToWorker, { type: 'abort' }>): Promise<unknown> {
    if (this.dead || this.#pending)
      throw new FacetError('WORKER_DIED', 'The engine worker cannot take this request.');
    this.#last = loading;
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#post(message);
    });
  }

  /** Asks the worker to stop at the next stage. */
  abort(): void {
    if (!this.dead) this.#post({ type: 'abort' });
  }

  async terminate(): Promise<void> {
    this.dead = true;
    clearTimeout(this.#watchdog);
    await this.#terminate();
  }

  #receive(message: FromWorker): void {
    if (message.type === 'stage') {
      this.#last = message.event;
      this.#watch();
    }
    if (message.type !== 'answer' && message.type !== 'failure') {
      this.#onMessage(message);
      return;
    }
    clearTimeout(this.#watchdog);
    const pending = this.#pending;
    this.#pending = undefined;
    if (message.type === 'answer') pending?.resolve(message.value);
    else pending?.reject(fromWire(message.error));
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#limitMs === 0) return;
    const { stage, provider, target } = this.#last;
    this.#watchdog = setTimeout(() => {
      this.#end(stageTimeout(stage, provider, target, this.#limitMs));
      void this.terminate();
    }, this.#limitMs);
  }

  #end(error: FacetError): void {
    this.dead = true;
    clearTimeout(this.#watchdog);
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(error);
  }
}
