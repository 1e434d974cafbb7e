export type { Check } from './doctor.js';
export {
  checkPlan,
  doctor,
  faces,
  inspect,
  lockPlugins,
  pullModels,
  runPluginCommand,
  verifyModels,
  writeQualityReport,
} from './engine-calls.js';
export type { CallIo, LockResult } from './engine-calls.js';
export { WarmEngine } from './warm-engine.js';
export { runJob } from './run-job.js';
export type { Job, JobIo, RunEvent, RunReport } from './run-job.js';
export type { Activate, Inspection, ModelInfo, PluginInfo, PullRequest } from './services.js';
export type { FacesRequest, FacesResult, FoundFace } from '../faces/index.js';
