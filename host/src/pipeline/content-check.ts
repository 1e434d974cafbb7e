import type { Checker, Image } from '@facet/api';
import { expectCheck } from './provider-contract.js';
import type { Stage } from './providers.js';
import type { CheckRecord } from './report.js';
import type { StageRunner, StageScope } from './stage-runner.js';

/** The checker every run uses; neither config nor plugins can replace it. */
export const contentChecker = 'content-check/nsfw';

/** Judges one picture. It never throws for the verdict; the caller refuses. */
export async function checkContent(
  image: Image,
  stage: Stage<Checker>,
  threshold: number,
  runner: StageRunner,
  scope: StageScope,
): Promise<CheckRecord> {
  const result = await runner.run('check', stage.name, scope, stage.options, async (call) =>
    expectCheck(await stage.provider.check(image, call)),
  );
  // A score that is not a number must not let a picture through.
  const refused = !(result.score < threshold);
  return { score: result.score, threshold, refused, ...(result.details && { details: result.details }) };
}
