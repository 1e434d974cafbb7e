export { readPairs } from './pairs.js';
export type { Pair } from './pairs.js';
export type { QualityReport, Summary } from './records.js';
export { writeReport } from './write-report.js';
export type { ReportProgress, ReportRequest, WrittenReport } from './write-report.js';
