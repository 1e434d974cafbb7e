export { findProjectCode } from './find-code.js';
export type { Project, ProjectCode } from './find-code.js';
export { TrustStore } from './trust-store.js';
export type { TrustedFolder } from './trust-store.js';
