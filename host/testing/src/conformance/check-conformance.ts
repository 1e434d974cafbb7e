import type { Kind, Providers } from '@facet/api';
import type { TestHost } from '../test-host.js';
import { faceChecks } from './face-checks.js';
import { kernelChecks } from './kernel-checks.js';
import { otherChecks } from './other-checks.js';
import { pictureChecks } from './picture-checks.js';
import type { ConformanceSamples, Stage } from './stage.js';
import { setStage } from './stage.js';

/** The check of every kind: runs the provider once and compares what it gives with the contract of its kind. */
const checks: { readonly [K in Kind]: (provider: Providers[K], stage: Stage) => Promise<void> } = {
  ...faceChecks,
  ...pictureChecks,
  ...otherChecks,
  ...kernelChecks,
};

/** What the check needs of a host; a TestHost has it. */
export type ConformanceHost = Pick<TestHost, 'kernels' | 'provider' | 'call'>;

/**
 * Runs a provider as the host would and checks what it returns against the contract of its kind.
 * @returns One sentence per breach; none when it conforms.
 */
export async function checkConformance(
  host: ConformanceHost,
  kind: Kind,
  id: string,
  samples: ConformanceSamples = {},
): Promise<readonly string[]> {
  const stage = setStage(kind, host.kernels, host.call(kind, id, samples.options), samples);
  const check = checks[kind] as (provider: unknown, stage: Stage) => Promise<void>;
  await check(host.provider(kind, id), stage);
  return [...new Set(stage.problems)];
}
