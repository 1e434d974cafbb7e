import { randomUUID } from 'node:crypto';
import { isFacetError } from '@facet/api';
import type { RunEvent } from '../../engine/index.js';
import type { TargetReport } from '../../pipeline/report.js';
import { failureBody } from '../failure.js';
import { statusOf } from '../http-status.js';
import type { JobFolder } from '../job-folder.js';
import type { Admitted } from '../job-runner.js';
import { sentencesOf, targetError } from '../run-swap.js';
import type { JobView } from './schema.js';

export type JobState = JobView['state'];

/** Events kept for listeners that come late. */
const maxEvents = 1000;

export interface JobEvent {
  readonly id: number;
  readonly type: 'state' | 'stage' | 'diagnostic' | 'target';
  readonly data: unknown;
}

/** One job of the native API, from admission until its results are dropped. */
export class Job {
  readonly id = randomUUID();
  readonly #admitted: Admitted;
  readonly #events: JobEvent[] = [];
  readonly #listeners = new Set<(event: JobEvent) => void>();
  #state: JobState = 'queued';
  #targets: readonly TargetReport[] = [];
  #error: unknown;
  #nextEvent = 1;

  constructor(admitted: Admitted) {
    this.#admitted = admitted;
  }

  get folder(): JobFolder {
    return this.#admitted.folder;
  }

  get state(): JobState {
    return this.#state;
  }

  get targets(): readonly TargetReport[] {
    return this.#targets;
  }

  /** Why the job as a whole failed. */
  get error(): unknown {
    return this.#error;
  }

  get hasEnded(): boolean {
    return this.#state !== 'queued' && this.#state !== 'running';
  }

  cancel(): void {
    if (!this.hasEnded) this.#admitted.cancel();
  }

  begin(): void {
    this.#enter('running');
  }

  done(targets: readonly TargetReport[]): void {
    this.#targets = targets;
    this.#enter('done');
  }

  failed(error: unknown): void {
    this.#error = error;
    this.#enter(isFacetError(error, 'INTERRUPTED') ? 'cancelled' : 'failed');
  }

  report(event: RunEvent): void {
    const { type, ...data } = event;
    this.#emit(type, JSON.parse(this.folder.scrub(JSON.stringify(data))));
  }

  /** Tells what happened since an event and everything that follows; returns how to stop. */
  follow(since: number, listener: (event: JobEvent) => void): () => void {
    for (const event of this.#events) if (event.id > since) listener(event);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What `GET /v1/jobs/:id` says. */
  view(): JobView {
    return {
      id: this.id,
      state: this.#state,
      targets: this.#targets.map((target, index) => this.#targetView(target, index)),
      ...(this.#error !== undefined && { error: this.#errorView(this.#error) }),
      links: { self: `/v1/jobs/${this.id}`, events: `/v1/jobs/${this.id}/events` },
    };
  }

  #targetView(target: TargetReport, index: number): JobView['targets'][number] {
    return {
      target: this.folder.scrub(target.path),
      outcome: target.outcome,
      infos: [...sentencesOf(target, this.folder)],
      faces: target.faces.length,
      ms: target.ms,
      ...(target.output !== undefined && { result: `/v1/jobs/${this.id}/results/${index}` }),
      ...(target.error && { error: this.#errorView(targetError(target.error, this.folder)) }),
    };
  }

  #errorView(error: unknown): NonNullable<JobView['error']> {
    const { error: failure } = failureBody(error);
    return { ...failure, status: statusOf(failure.code) };
  }

  #enter(state: JobState): void {
    this.#state = state;
    this.#emit('state', this.view());
  }

  #emit(type: JobEvent['type'], data: unknown): void {
    const event = { id: this.#nextEvent++, type, data };
    this.#events.push(event);
    if (this.#events.length > maxEvents) this.#events.shift();
    for (const listener of this.#listeners) listener(event);
  }
}
