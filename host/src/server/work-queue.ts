import { serverBusy, serverStopping } from '../errors/server.js';

export interface QueueLimits {
  /** Jobs that run at once. */
  readonly concurrency: number;
  /** Requests that may wait beside them. */
  readonly waiting: number;
  /** Bytes of bodies that may be in memory at once. */
  readonly bytes: number;
}

/** A place among the requests that are read, wait or run. */
export interface Ticket {
  /** The body is on disk or dropped: its bytes no longer count. */
  bodyDone(): void;
  /** Runs the work when its turn comes. It has to be called once at most. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Gives the place back; calling it again does nothing. */
  release(): void;
}

/** Bounds how many requests are in the house, how much of their bodies is in memory, and how many run. */
export class WorkQueue {
  #open = 0;
  #bytes = 0;
  #running = 0;
  #stopped = false;
  readonly #limits: QueueLimits;
  readonly #turns: (() => void)[] = [];

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#open - this.#running;
  }

  /**
   * Lets a request in, before its body is read.
   * @param bytes What its body may take.
   * @throws FacetError `SERVER_BUSY`, `SERVER_STOPPING`.
   */
  admit(bytes: number): Ticket {
    this.checkRoom(bytes);
    this.#open++;
    this.#bytes += bytes;
    let held = bytes;
    const bodyDone = (): void => {
      this.#bytes -= held;
      held = 0;
    };
    let released = false;
    return {
      bodyDone,
      run: (work, signal) => this.#run(work, signal),
      release: () => {
        bodyDone();
        if (!released) this.#open--;
        released = true;
      },
    };
  }

  /**
   * Whether a request would be let in now.
   * @throws FacetError `SERVER_BUSY`, `SERVER_STOPPING`.
   */
  checkRoom(bytes: number): void {
    if (this.#stopped) throw serverStopping();
    const { concurrency, waiting, bytes: budget } = this.#limits;
    if (this.#open >= concurrency + waiting || (this.#bytes > 0 && this.#bytes + bytes > budget)) {
      throw serverBusy(this.waiting);
    }
  }

  /** Lets no one in any more; what is inside goes on. */
  stop(): void {
    this.#stopped = true;
  }

  async #run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#running >= this.#limits.concurrency) await this.#turn(signal);
    else this.#running++;
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#turns.shift();
      // The place passes on without becoming free, so that no one slips in between.
      if (next) next();
      else this.#running--;
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#turns.splice(this.#turns.indexOf(begin), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#turns.push(begin);
    });
  }
}
