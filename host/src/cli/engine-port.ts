import type { ConfigRequest } from '../config/index.js';
import type { ReportProgress, ReportRequest, WrittenReport } from '../report/write-report.js';
import type { FacesRequest, FacesResult } from '../faces/requests.js';

/*
 * What the command line needs of the engine. The engine itself is loaded when a command first asks for it:
 * `--help` and the config commands work without inference, kernels or pictures.
 */

export type RunEvent =
  | { readonly type: 'stage'; readonly target: string; readonly stage: string; readonly face?: number }
  | {
      readonly type: 'target';
      readonly index: number;
      readonly count: number;
      readonly path: string;
      readonly outcome: string;
      readonly output?: string;
      readonly message?: string;
    }
  | {
      readonly type: 'diagnostic';
      readonly level: 'warning' | 'error';
      readonly code: string;
      readonly message: string;
    };

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

/** The parts of the run report the command line reads; `--json` prints all of it. */
export interface RunReport {
  readonly exitCode: number;
  readonly targets: readonly {
    readonly path: string;
    readonly outcome: string;
    /** The source, where a unit does not blend its sources. */
    readonly source?: string;
    readonly output?: string;
    /** Pictures of every stage. */
    readonly inspection?: readonly string[];
    readonly faces: readonly {
      readonly swaps: readonly {
        readonly outcome: string;
        readonly reason?: string;
        readonly similarity?: number;
      }[];
    }[];
    readonly warnings: readonly string[];
    readonly error?: Failure;
    readonly ms: number;
  }[];
  /** What kept the run from ending in order. */
  readonly error?: Failure;
}

export interface PluginInfo {
  readonly id: string;
  readonly version: string;
  readonly state: string;
  readonly reason?: string;
  readonly remedy?: string;
  readonly activationMs?: number;
  readonly bundled: boolean;
  readonly contributions: readonly { readonly kind: string; readonly id: string; readonly title: string }[];
}

export interface ModelInfo {
  readonly id: string;
  readonly plugin: string;
  readonly status: 'ok' | 'missing' | 'corrupt';
  readonly optional: boolean;
  readonly bytes: number;
  readonly license: string;
  readonly file: string;
  /** SHA-256 the manifest declares, and the one the file has. */
  readonly expected?: string;
  readonly found?: string;
}

export interface Inspection {
  readonly plugins: readonly PluginInfo[];
  readonly models: readonly ModelInfo[];
  /** The taps of every hook in the order they are called. */
  readonly hooks: readonly {
    readonly hook: string;
    readonly plugin: string;
    readonly stage: string;
    readonly before: readonly string[];
    readonly after: readonly string[];
  }[];
}

export interface LockResult {
  readonly file: string;
  readonly plugins: Readonly<Record<string, { readonly id: string; readonly version: string }>>;
}

export interface PullProgress {
  readonly model: string;
  readonly phase: 'fetch' | 'verify' | 'convert' | 'store';
  readonly receivedBytes?: number;
  readonly totalBytes?: number;
}

export interface PullReport {
  readonly models: readonly {
    readonly model: string;
    readonly outcome: 'present' | 'pulled' | 'repaired';
    readonly bytes: number;
    readonly license: string;
  }[];
  readonly receivedBytes: number;
}

export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'problem';
  readonly detail: string;
  readonly remedy?: string;
}

/** What the face tools say: what they found in each picture, a score, or the checkpoint they wrote. */
export type FacesReport = FacesResult;

/** What a call can be told and can tell. */
export interface CallIo {
  readonly signal: AbortSignal;
  readonly onDiagnostic: (
    event: Pick<Extract<RunEvent, { type: 'diagnostic' }>, 'level' | 'code' | 'message'>,
  ) => void;
}

export interface EnginePort {
  runJob(
    job: { readonly config: ConfigRequest },
    io: { readonly signal: AbortSignal; readonly onEvent: (event: RunEvent) => void },
  ): Promise<RunReport>;
  /** @param activate Which plugins to activate for it: those a run would, or all; none by default. */
  inspect(config: ConfigRequest, io: CallIo, activate?: 'used' | 'all'): Promise<Inspection>;
  /** Writes facet.lock. */
  lockPlugins(config: ConfigRequest, io: CallIo): Promise<LockResult>;
  /** Resolves every provider the config names and checks its options, without running any. */
  checkPlan(config: ConfigRequest, io: CallIo): Promise<void>;
  pullModels(
    request: { readonly config: ConfigRequest; readonly ids?: readonly string[]; readonly force?: boolean },
    io: CallIo & { readonly onProgress: (progress: PullProgress) => void },
  ): Promise<PullReport>;
  verifyModels(config: ConfigRequest, io: CallIo): Promise<readonly ModelInfo[]>;
  doctor(config: ConfigRequest, io: CallIo): Promise<readonly Check[]>;
  /** Swaps and judges pairs of pictures, and writes what came of it. */
  writeQualityReport(
    request: { readonly config: ConfigRequest } & ReportRequest,
    io: CallIo & { readonly onProgress: (progress: ReportProgress) => void },
  ): Promise<WrittenReport>;
  /** Looks at, cuts out, compares or saves faces. */
  faces(
    request: { readonly config: ConfigRequest; readonly request: FacesRequest },
    io: CallIo,
  ): Promise<FacesReport>;
  /** Runs a command a plugin contributes and returns its exit code. */
  runPluginCommand(
    request: { readonly config: ConfigRequest; readonly name: string; readonly args: readonly string[] },
    io: CallIo & { readonly print: (line: string) => void },
  ): Promise<number>;
}
