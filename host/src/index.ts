/** Facet as a library: load a config, run it, and look at what there is. */
export { loadConfig } from './config/index.js';
export type { ConfigRequest, LoadedConfig, Origin, ResolvedConfig } from './config/index.js';
export * from './engine/index.js';
export { errorCodes, exitCodeOf } from './errors/index.js';
export type { CodeEntry } from './errors/index.js';
export type { FaceRecord, Outcome, SourceReport, TargetReport } from './pipeline/report.js';
