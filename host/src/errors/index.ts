import { kernelCodes } from '@facet/core-wasm';
import { authoringCodes } from './authoring.js';
import { checkpointCodes } from './checkpoints.js';
import { configCodes } from './config.js';
import { inferenceCodes } from './inference.js';
import { pluginKernelCodes } from './kernels.js';
import { mediaCodes } from './media.js';
import { modelsCodes } from './models.js';
import { pluginCodes } from './plugins.js';
import { reportCodes } from './report.js';
import { requirementCodes } from './requirements.js';
import { runCodes } from './run.js';
import { trustCodes } from './trust.js';
import { serverCodes } from './server.js';

export interface CodeEntry {
  /** Exit code of a command that ends with it. */
  readonly exit: number;
  /** For the documentation, one sentence. */
  readonly meaning: string;
}

/** Every error code of the host. */
export const errorCodes: Readonly<Record<string, CodeEntry>> = {
  ...kernelCodes,
  ...pluginKernelCodes,
  ...configCodes,
  ...pluginCodes,
  ...requirementCodes,
  ...authoringCodes,
  ...modelsCodes,
  ...inferenceCodes,
  ...mediaCodes,
  ...runCodes,
  ...reportCodes,
  ...trustCodes,
  ...checkpointCodes,
  ...serverCodes,
};

/** Codes of plugins, which the table does not hold, end a command with 1. */
export function exitCodeOf(code: string): number {
  return errorCodes[code]?.exit ?? 1;
}
