import type { ConfigRequest } from '../config/index.js';
import type { Inspection, Job, JobIo, RunReport } from '../engine/index.js';

/** What the server asks of the engine; tests bring their own. */
export interface ServerEngine {
  runJob(job: Job, io: JobIo): Promise<RunReport>;
  inspect(config: ConfigRequest): Promise<Inspection>;
}
