import type { ConfigRequest } from '../config/index.js';
import type {
  CallIo,
  FacesRequest,
  FacesResult,
  Inspection,
  Job,
  JobIo,
  RunReport,
} from '../engine/index.js';

/** What the server asks of the engine; tests bring their own. */
export interface ServerEngine {
  runJob(job: Job, io: JobIo): Promise<RunReport>;
  faces(
    args: { readonly config: ConfigRequest; readonly request: FacesRequest },
    io: CallIo,
  ): Promise<FacesResult>;
  inspect(config: ConfigRequest): Promise<Inspection>;
}
