import { isFacetError } from '@facet/api';
import type { Outcome, TargetReport } from '../pipeline/report.js';
import { exitCodeOf } from '../errors/index.js';

/** What an error makes of a target. */
export function outcomeOf(error: unknown): Outcome {
  if (isFacetError(error, 'INTERRUPTED')) return 'interrupted';
  if (isFacetError(error, 'SIMILARITY_LOW')) return 'discarded';
  return isFacetError(error) && exitCodeOf(error.code) === 3 ? 'refused' : 'failed';
}

/**
 * The exit code of a run: 130 interrupted, 3 when the content check refused a picture, the failure's own code when there is one target and 1
 * when there are more, 4 when no target had a matching face or every result was discarded, else 0.
 */
export function exitCodeOfRun(targets: readonly TargetReport[]): number {
  const having = (outcome: Outcome): readonly TargetReport[] =>
    targets.filter((target) => target.outcome === outcome);
  if (having('interrupted').length > 0) return 130;
  if (having('refused').length > 0) return 3;
  const failed = having('failed');
  if (failed.length > 0) return targets.length === 1 ? exitCodeOf(failed[0]!.error?.code ?? '') : 1;
  return having('written').length + having('skipped').length === 0 ? 4 : 0;
}
