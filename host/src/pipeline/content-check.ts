import type { Checker, Image } from '@facet/api';
import { builtInChecker, contentCheckId } from '../plugins/index.js';
import { expectCheck } from './provider-contract.js';
import type { ActivePlan, Stage } from './providers.js';
import type { CheckerRecord, CheckRecord, ContentRecord } from './report.js';
import type { StageRunner, StageScope } from './stage-runner.js';

/** The checker every run uses; neither config nor plugins can replace it. */
export const contentChecker = `${contentCheckId}/${builtInChecker}`;

/** Judges one picture: the content check first, then the checkers of the config. It never throws for the verdict; the caller refuses. */
export async function checkContent(
  image: Image,
  active: Pick<ActivePlan, 'plan' | 'checker' | 'checkers'>,
  runner: StageRunner,
  scope: StageScope,
): Promise<ContentRecord> {
  const { threshold } = active.plan.contentCheck;
  const own = await check(image, active.checker, threshold, runner, scope);
  if (own.refused || active.checkers.length === 0) return own;
  const checkers: CheckerRecord[] = [];
  for (const stage of active.checkers) {
    const record = await check(image, stage, stage.threshold, runner, scope);
    checkers.push({ name: stage.name, ...record });
    if (record.refused) break;
  }
  return { ...own, checkers };
}

async function check(
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

/** The verdict that refuses a picture; only those of the config have a name. */
export function refusalOf(content: ContentRecord): (CheckRecord & Partial<CheckerRecord>) | undefined {
  return content.refused ? content : content.checkers?.find(({ refused }) => refused);
}
