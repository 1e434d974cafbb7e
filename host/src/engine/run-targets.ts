import type { TargetReport } from '../pipeline/report.js';
import type { Crew } from './crew.js';
import { isWorkerLoss } from './crew.js';
import type { EngineWorker } from './engine-worker.js';
import { outcomeOf } from './outcome.js';
import type { SessionHeader, TargetEntry } from './protocol.js';
import type { JobIo, RunEvent } from './run-job.js';
import { toRecord } from './wire-error.js';

/** Runs a target gets when its worker dies under it. */
const attemptsPerTarget = 2;

/** A target that is still to be done. */
interface Waiting {
  readonly index: number;
  /** Times a worker was lost to it. */
  losses: number;
  /** The lane whose worker reads it already. */
  readBy?: symbol;
}

/**
 * Each worker takes the next target as it gets free: when the last one is done or, where the config lets them overlap, while its result is written.
 * A worker is told which target it will most likely get next; another that has nothing to do may take that one.
 */
export async function runTargets(
  crew: Crew,
  io: JobIo,
  { targets, overlap }: Pick<SessionHeader, 'targets' | 'overlap'>,
  first: EngineWorker,
  lanes: number,
): Promise<readonly TargetReport[]> {
  const reports: TargetReport[] = [];
  const waiting = targets.map((_, index): Waiting => ({ index, losses: 0 }));

  const take = (lane: symbol): Waiting | undefined => {
    const first = waiting.findIndex(({ readBy }) => readBy === lane || readBy === undefined);
    return waiting.splice(Math.max(0, first), 1)[0];
  };
  const takeNext = (lane: symbol): number | undefined => {
    const next = overlap ? waiting.find(({ readBy }) => readBy === undefined) : undefined;
    if (next) next.readBy = lane;
    return next?.index;
  };
  const putBack = (target: Waiting): void => {
    delete target.readBy;
    waiting.push(target);
    waiting.sort((a, b) => a.index - b.index);
  };
  const finish = (index: number, report: TargetReport): void => {
    reports[index] = report;
    io.onEvent(targetEvent(report, index, targets.length));
  };

  const runLane = async (opened: EngineWorker | undefined): Promise<void> => {
    const lane = Symbol();
    let worker = opened;
    let answered: Promise<unknown> = Promise.resolve();
    for (;;) {
      if (waiting.length === 0 || worker?.dead === true) await answered;
      const target = take(lane);
      if (!target) return;
      const fail = (error: unknown): void => {
        target.losses++;
        const hopeless = target.losses === attemptsPerTarget || (worker && crew.holds(worker));
        if (isWorkerLoss(error) && hopeless !== true) putBack(target);
        else finish(target.index, lostTarget(targets[target.index]!, error));
      };
      try {
        if (!worker || worker.dead) {
          worker = undefined;
          worker = (await crew.start()).worker;
          await crew.prepare(worker);
        }
        const { index } = target;
        const { answer, free } = crew.askTarget(worker, { index, next: takeNext(lane) });
        const done = answer.then((report) => finish(index, report as TargetReport), fail);
        answered = Promise.all([answered, done]);
        await free;
      } catch (error) {
        fail(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, n) => runLane(n === 0 ? first : undefined)));
  return reports;
}

function lostTarget(target: TargetEntry, error: unknown): TargetReport {
  const nothing = { contentCheck: {}, faces: [], warnings: [], times: [], ms: 0 };
  const { path: file, source } = target;
  const place = { path: file, ...(source !== undefined && { source }) };
  return { ...place, outcome: outcomeOf(error), ...nothing, error: toRecord(error) };
}

function targetEvent(report: TargetReport, index: number, count: number): RunEvent {
  const { outcome, output, error } = report;
  return {
    type: 'target',
    index,
    count,
    path: report.path,
    outcome,
    ...(output !== undefined && { output }),
    ...(error && { message: error.message }),
  };
}
