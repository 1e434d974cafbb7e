import type { FastifyReply, FastifyRequest } from 'fastify';
import { interrupted } from '../errors/run.js';
import { requestTimeout, requestTooLarge, serverStopping } from '../errors/server.js';
import type { JobFolder, JobFolders } from './job-folder.js';
import type { Ticket, WorkQueue } from './work-queue.js';

/** What the work of one request gets. */
export interface JobScope {
  readonly folder: JobFolder;
  readonly signal: AbortSignal;
  /** The pictures are on disk and the body can go. */
  readonly bodyDone: () => void;
  /** Waits until it is the job's turn to use the engine. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A job that has been let in. */
export interface Admitted {
  readonly folder: JobFolder;
  readonly cancel: () => void;
  /** @throws What the work throws, or why it was ended: time, shutdown, or `INTERRUPTED`. */
  perform<T>(work: (scope: JobScope) => Promise<T>): Promise<T>;
}

/** Takes every job from admission to its end: time limit, turn, cancellation. */
export class JobRunner {
  readonly #queue: WorkQueue;
  readonly #folders: JobFolders;
  readonly #limits: { readonly bodyLimitBytes: number; readonly requestTimeoutMs: number };
  readonly #tickets = new WeakMap<FastifyRequest, Ticket>();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(
    queue: WorkQueue,
    folders: JobFolders,
    limits: { readonly bodyLimitBytes: number; readonly requestTimeoutMs: number },
  ) {
    this.#queue = queue;
    this.#folders = folders;
    this.#limits = limits;
  }

  /**
   * Lets a request in before its body is read; its place is free again when the answer is out or the client has gone.
   * @throws FacetError `SERVER_BUSY`, `SERVER_STOPPING`, `REQUEST_TOO_LARGE`.
   */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    const { bodyLimitBytes } = this.#limits;
    const length = request.headers['content-length'];
    const bytes = length === undefined ? bodyLimitBytes : Number(length);
    if (bytes > bodyLimitBytes) throw requestTooLarge(bodyLimitBytes);
    this.#tickets.set(request, this.#queue.admit(bytes));
    reply.raw.once('close', () => this.#tickets.get(request)?.release());
  }

  /** The job of a request; it keeps its place until it is done, whatever becomes of the request. */
  async begin(request: FastifyRequest): Promise<Admitted> {
    const ticket = this.#tickets.get(request);
    if (!ticket) throw serverStopping();
    this.#tickets.delete(request);
    try {
      const folder = await this.#folders.create();
      const own = new AbortController();
      return {
        folder,
        cancel: () => own.abort(interrupted()),
        perform: (work) => this.#track(this.#perform(ticket, folder, own, work)),
      };
    } catch (error) {
      ticket.release();
      throw error;
    }
  }

  /** A job whose answer the client waits for: it ends when the client goes, and its folder goes with it. */
  async answer<T>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (scope: JobScope) => Promise<T>,
  ): Promise<T> {
    const job = await this.begin(request);
    reply.raw.once('close', job.cancel);
    try {
      return await job.perform(work);
    } finally {
      await job.folder.remove();
    }
  }

  /** Lets no one in, gives what runs some time, then ends it. */
  async stop(graceMs: number): Promise<void> {
    this.#queue.stop();
    const timer = setTimeout(() => this.#stopping.abort(serverStopping()), graceMs);
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    clearTimeout(timer);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const done = (): void => void this.#running.delete(work);
    work.then(done, done);
    return work;
  }

  async #perform<T>(
    ticket: Ticket,
    folder: JobFolder,
    own: AbortController,
    work: (scope: JobScope) => Promise<T>,
  ): Promise<T> {
    const limitMs = this.#limits.requestTimeoutMs;
    const timer = setTimeout(() => own.abort(requestTimeout(limitMs)), limitMs);
    const signal = AbortSignal.any([own.signal, this.#stopping.signal]);
    try {
      signal.throwIfAborted();
      return await work({
        folder,
        signal,
        bodyDone: () => ticket.bodyDone(),
        turn: (inner) => ticket.run(inner, signal),
      });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(timer);
      ticket.release();
    }
  }
}
