import path from 'node:path';
import { apiVersion, isFacetError } from '@facet/api';
import type { ConfigRequest } from '../config/index.js';
import { exitCodeOf } from '../errors/index.js';
import { interrupted } from '../errors/run.js';
import { cleanupTempFiles } from '../media/temp-files.js';
import { writeAtomic } from '../media/write-atomic.js';
import type { ErrorRecord, Outcome, TargetReport } from '../pipeline/report.js';
import { EngineWorker } from './engine-worker.js';
import { exitCodeOfRun, outcomeOf } from './outcome.js';
import type {
  DiagnosticEvent,
  FromWorker,
  ModelUse,
  SessionFooter,
  SessionHeader,
  SessionPreparation,
  StageEvent,
  TargetEntry,
} from './protocol.js';
import { toRecord } from './wire-error.js';

export interface Job {
  readonly config: ConfigRequest;
  /** Runs the engine on the calling thread: for debuggers and tests. */
  readonly inline?: boolean;
}

export type RunEvent =
  | ({ readonly type: 'stage' } & StageEvent)
  | ({ readonly type: 'diagnostic' } & DiagnosticEvent)
  | {
      readonly type: 'target';
      readonly index: number;
      readonly count: number;
      readonly path: string;
      readonly outcome: Outcome;
      readonly output?: string;
      readonly message?: string;
    };

export interface JobIo {
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** The run report: what was asked, what it ran on, and what became of every picture. */
export interface RunReport extends SessionFooter, SessionPreparation {
  readonly report: 1;
  readonly facet: string;
  readonly startedAt: string;
  readonly ms: number;
  readonly exitCode: number;
  readonly configFile?: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly kernels: string;
  readonly contentCheck: { readonly threshold: number };
  readonly targets: readonly TargetReport[];
  /** What kept the run from starting. */
  readonly error?: ErrorRecord;
}

/** How long a stage may go on after an interrupt before its worker is ended. */
const interruptGraceMs = 5000;
/** Runs a target gets when its worker dies under it. */
const attemptsPerTarget = 2;

/**
 * Runs a job: opens the engine workers, hands them the targets, and gathers the report.
 * @throws FacetError for whatever keeps the run from starting; the report file, when one was asked for, then says so too.
 * What is wrong with one target stands in its report.
 */
export async function runJob(job: Job, io: JobIo): Promise<RunReport> {
  const startedAt = new Date();
  const workers: EngineWorker[] = [];
  const stopping = stopOnAbort(workers, io.signal);
  let folders: readonly string[] = [];
  try {
    const { worker, header } = await openWorker(job, io, workers);
    folders = [...new Set(header.targets.map((target) => path.dirname(target.output)))];
    const begun = beginReport(header, startedAt);
    try {
      const preparation = await prepareWorker(worker, io);
      for (const message of preparation.warnings) {
        io.onEvent({ type: 'diagnostic', level: 'warning', code: 'SOURCE', message });
      }
      const targets = await runTargets(job, io, header, worker, workers);
      const ended = {
        ...begun,
        ...preparation,
        targets,
        ms: msSince(startedAt),
        exitCode: exitCodeOfRun(targets),
      };
      const report = { ...ended, ...(await closeAll(workers, ended)) };
      await writeReport(header, report);
      return report;
    } catch (error) {
      const failure = toRecord(error);
      const exitCode = exitCodeOf(failure.code);
      await writeReport(header, { ...begun, ms: msSince(startedAt), exitCode, targets: [], error: failure });
      throw error;
    }
  } finally {
    stopping.dispose();
    const lost = workers.some((worker) => worker.dead);
    await Promise.all(workers.map((worker) => worker.terminate()));
    // A worker that ended in the middle of a write leaves its temporary file.
    if (lost) cleanupTempFiles(folders);
  }
}

type BegunReport = Omit<
  RunReport,
  'ms' | 'exitCode' | 'targets' | keyof SessionFooter | keyof SessionPreparation
>;

function beginReport(header: SessionHeader, startedAt: Date): BegunReport {
  return {
    report: 1,
    facet: apiVersion,
    startedAt: startedAt.toISOString(),
    ...(header.configFile !== undefined && { configFile: header.configFile }),
    config: header.config,
    kernels: header.kernels,
    contentCheck: { threshold: header.contentCheckThreshold },
  };
}

const msSince = (start: Date): number => Date.now() - start.getTime();

async function writeReport(header: SessionHeader, report: object): Promise<void> {
  if (header.report === undefined) return;
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await writeAtomic(header.report, new TextEncoder().encode(text), { overwrite: true });
}

async function openWorker(
  job: Job,
  io: JobIo,
  workers: EngineWorker[],
): Promise<{ worker: EngineWorker; header: SessionHeader }> {
  const onMessage = (message: FromWorker): void => {
    if (message.type === 'stage') io.onEvent({ type: 'stage', ...message.event });
    if (message.type === 'diagnostic') io.onEvent({ type: 'diagnostic', ...message.event });
  };
  if (io.signal.aborted) throw interrupted();
  const worker = await EngineWorker.start({ inline: job.inline ?? false, onMessage });
  workers.push(worker);
  const request = { type: 'open', config: job.config } as const;
  const header = (await orInterrupted(worker.request(request), io.signal)) as SessionHeader;
  worker.stageTimeoutMs = header.stageTimeoutMs;
  return { worker, header };
}

async function prepareWorker(worker: EngineWorker, io: JobIo): Promise<SessionPreparation> {
  return (await orInterrupted(worker.request({ type: 'prepare' }), io.signal)) as SessionPreparation;
}

/** Whatever fails after an interrupt failed because of it. */
async function orInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  }
}

/** Each worker takes the next target as it gets free. */
async function runTargets(
  job: Job,
  io: JobIo,
  header: SessionHeader,
  first: EngineWorker,
  workers: EngineWorker[],
): Promise<readonly TargetReport[]> {
  const reports: TargetReport[] = [];
  let next = 0;
  const lane = async (opened: EngineWorker | undefined): Promise<void> => {
    let worker = opened;
    while (next < header.targets.length) {
      const index = next++;
      const target = header.targets[index]!;
      let report: TargetReport | undefined;
      for (let attempt = 1; report === undefined; attempt++) {
        try {
          if (!worker || worker.dead) {
            worker = (await openWorker(job, io, workers)).worker;
            await prepareWorker(worker, io);
          }
          report = (await worker.request({ type: 'target', index })) as TargetReport;
        } catch (error) {
          if (attempt === attemptsPerTarget || io.signal.aborted || !isWorkerLoss(error)) {
            report = lostTarget(target, io.signal.aborted ? interrupted() : error);
          }
        }
      }
      reports[index] = report;
      io.onEvent(targetEvent(report, index, header.targets.length));
    }
  };
  const count = job.inline === true ? 1 : Math.min(header.workers, header.targets.length);
  await Promise.all(Array.from({ length: count }, (_, n) => lane(n === 0 ? first : undefined)));
  return reports;
}

function isWorkerLoss(error: unknown): boolean {
  return isFacetError(error, 'WORKER_DIED') || isFacetError(error, 'STAGE_TIMEOUT');
}

function lostTarget(target: TargetEntry, error: unknown): TargetReport {
  const nothing = { contentCheck: {}, faces: [], warnings: [], times: [], ms: 0 };
  return { path: target.path, outcome: outcomeOf(error), ...nothing, error: toRecord(error) };
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

/** Ends the sessions, and adds up what they used. */
async function closeAll(workers: readonly EngineWorker[], report: object): Promise<SessionFooter> {
  const footers: SessionFooter[] = [];
  for (const worker of workers.filter((candidate) => !candidate.dead)) {
    footers.push((await worker.request({ type: 'close', report: { ...report } })) as SessionFooter);
  }
  const [first] = footers;
  if (!first) return { plugins: [], models: [], device: {}, peakKernelBytes: 0 };
  return {
    ...first,
    models: addUp(footers.flatMap((footer) => footer.models)),
    peakKernelBytes: Math.max(...footers.map((footer) => footer.peakKernelBytes)),
  };
}

/** One entry per model, whichever workers ran it. */
function addUp(uses: readonly ModelUse[]): readonly ModelUse[] {
  const sums = new Map<string, ModelUse>();
  for (const use of uses) {
    const sum = sums.get(use.model);
    sums.set(use.model, sum ? { ...sum, runs: sum.runs + use.runs, runMs: sum.runMs + use.runMs } : use);
  }
  return [...sums.values()];
}

function stopOnAbort(workers: readonly EngineWorker[], signal: AbortSignal): { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    for (const worker of workers) worker.abort();
    timer = setTimeout(() => {
      for (const worker of workers) void worker.terminate();
    }, interruptGraceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  return {
    dispose: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}
