import type { ConfigRequest } from '../config/index.js';
import type { FacesResult } from '../faces/index.js';
import type { CallIo } from './engine-calls.js';
import { faces, inspect } from './engine-calls.js';
import type { PoolLimits } from './engine-pool.js';
import { EnginePool } from './engine-pool.js';
import type { Job, JobIo, RunReport } from './run-job.js';
import { runJob } from './run-job.js';
import type { Inspection } from './services.js';

/** An engine for many jobs: its workers stay, with plugins active and models open, until they have been idle for a while. */
export class WarmEngine {
  readonly #pool: EnginePool;

  constructor(limits: PoolLimits) {
    this.#pool = new EnginePool(limits);
  }

  /** As `runJob`, in a worker that is there already where one is. */
  runJob(job: Job, io: JobIo): Promise<RunReport> {
    return runJob(job, io, this.#pool);
  }

  /** As `faces`, in a worker that is there already where one is. */
  faces(args: Parameters<typeof faces>[0], io?: CallIo): Promise<FacesResult> {
    return faces(args, io, this.#pool);
  }

  inspect(config: ConfigRequest): Promise<Inspection> {
    return inspect(config);
  }

  /** Ends the workers that wait; those at work end with it. */
  dispose(): Promise<void> {
    return this.#pool.dispose();
  }
}
