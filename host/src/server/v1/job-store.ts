import { notFound } from '../../errors/server.js';
import type { Job } from './job.js';

/** Finished jobs kept at most; the oldest go first. */
const maxFinished = 100;

/** The jobs of the native API: those that run, and those whose results can still be fetched. */
export class JobStore {
  readonly #jobs = new Map<string, Job>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #keepMs: number;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  add(job: Job): void {
    this.#jobs.set(job.id, job);
  }

  /** @throws FacetError `NOT_FOUND`. */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw notFound(`job "${id}"`);
    return job;
  }

  /** Starts the time its results are kept for. */
  async finished(job: Job): Promise<void> {
    if (!this.#jobs.has(job.id)) return job.folder.remove();
    this.#timers.set(
      job.id,
      setTimeout(() => void this.remove(job.id), this.#keepMs),
    );
    const [oldest] = this.#timers.keys();
    if (this.#timers.size > maxFinished && oldest !== undefined) await this.remove(oldest);
  }

  /** Ends a job if it runs, and drops its results. */
  async remove(id: string): Promise<void> {
    const job = this.get(id);
    this.#jobs.delete(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (job.hasEnded) await job.folder.remove();
    else job.cancel();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
