import path from 'node:path';
import { apiVersion } from '@facet/api';
import type { ConfigRequest } from '../config/index.js';
import { exitCodeOf } from '../errors/index.js';
import { cleanupLostTempFiles } from '../media/temp-files.js';
import { writeAtomic } from '../media/write-atomic.js';
import type { ErrorRecord, Outcome, TargetReport } from '../pipeline/report.js';
import type { Faults } from '../plugins/quarantine.js';
import { Crew } from './crew.js';
import type { EnginePool } from './engine-pool.js';
import { exitCodeOfRun } from './outcome.js';
import type {
  DiagnosticEvent,
  ModelUse,
  SessionFooter,
  SessionHeader,
  SessionPreparation,
} from './protocol.js';
import { runTargets } from './run-targets.js';
import { toRecord } from './wire-error.js';

export interface Job {
  readonly config: ConfigRequest;
  /** Runs the engine on the calling thread: for debuggers and tests. */
  readonly inline?: boolean;
}

export type RunEvent =
  | {
      readonly type: 'stage';
      readonly target: string;
      readonly stage: string;
      readonly provider: string;
      readonly face?: number;
    }
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
  /** Mistakes of plugins in this run; three put a plugin into quarantine. */
  readonly faults: readonly PluginFaults[];
  /** What kept the run from starting, or from ending in order. */
  readonly error?: ErrorRecord;
}

export interface PluginFaults {
  readonly plugin: string;
  readonly version: string;
  readonly count: number;
  /** What happened last. */
  readonly last: string;
}

/**
 * Runs a job: opens the engine workers, hands them the targets, and gathers the report.
 * @throws FacetError for whatever keeps the run from starting; the report file, when one was asked for, then says so too.
 * What is wrong with one target stands in its report.
 * @param pool Engine workers that are kept between jobs; without it each job starts its own.
 */
export async function runJob(job: Job, io: JobIo, pool?: EnginePool): Promise<RunReport> {
  const startedAt = new Date();
  const crew = new Crew(job.config, job.inline ?? false, io, pool);
  let folders: readonly string[] = [];
  try {
    const { worker, header } = await crew.start();
    folders = [...new Set(header.targets.map((target) => path.dirname(target.output)))];
    const begun = beginReport(header, startedAt);
    try {
      const preparation = await crew.prepare(worker);
      for (const message of preparation.warnings) {
        io.onEvent({ type: 'diagnostic', level: 'warning', code: 'SOURCE', message });
      }
      const lanes = job.inline === true ? 1 : Math.min(header.workers, header.targets.length);
      const targets = await runTargets(crew, io, header, worker, lanes);
      const ended = {
        ...begun,
        ...preparation,
        targets,
        faults: describeFaults(crew.faults),
        ms: msSince(startedAt),
        exitCode: exitCodeOfRun(targets),
      };
      const report = { ...ended, ...(await closeAll(crew, ended)) };
      await writeReport(header, report);
      return report;
    } catch (error) {
      const failure = toRecord(error);
      const exitCode = exitCodeOf(failure.code);
      const faults = describeFaults(crew.faults);
      const report = { ...begun, ms: msSince(startedAt), exitCode, targets: [], faults, error: failure };
      await writeReport(header, report);
      throw error;
    }
  } finally {
    await crew.dispose();
    // A worker that ended in the middle of a write leaves its temporary file.
    cleanupLostTempFiles(crew.lostTempOwners, folders);
  }
}

const describeFaults = (faults: readonly Faults[]): readonly PluginFaults[] =>
  faults.map(({ plugin, count, last }) => ({ plugin: plugin.id, version: plugin.version, count, last }));

type BegunReport = Omit<
  RunReport,
  'ms' | 'exitCode' | 'targets' | 'faults' | keyof SessionFooter | keyof SessionPreparation
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

type Closing = SessionFooter & Partial<Pick<RunReport, 'error' | 'exitCode'>>;

const nothingUsed: SessionFooter = {
  plugins: [],
  models: [],
  device: {},
  peakKernelBytes: 0,
  unplannedKernelGrowths: 0,
  peakPictures: 0,
};

/** Ends the sessions, and adds up what they used. What fails here does not take the targets' results away. */
async function closeAll(crew: Crew, report: Omit<RunReport, keyof SessionFooter>): Promise<Closing> {
  const footers: SessionFooter[] = [];
  let failure: ErrorRecord | undefined;
  for (const worker of crew.open) {
    try {
      footers.push((await crew.ask(worker, { type: 'close', report: { ...report } })) as SessionFooter);
    } catch (error) {
      failure ??= toRecord(error);
    }
  }
  const [first = nothingUsed] = footers;
  return {
    ...first,
    models: addUp(footers.flatMap((footer) => footer.models)),
    peakKernelBytes: Math.max(0, ...footers.map((footer) => footer.peakKernelBytes)),
    unplannedKernelGrowths: footers.reduce((sum, footer) => sum + footer.unplannedKernelGrowths, 0),
    peakPictures: Math.max(0, ...footers.map((footer) => footer.peakPictures)),
    ...(failure && { error: failure, exitCode: report.exitCode || exitCodeOf(failure.code) }),
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
