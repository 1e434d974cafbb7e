import type { ConfigRequest, Isolation } from '../config/index.js';
import type { FacesRequest } from '../faces/index.js';
import type { ResultFile } from '../media/result-file.js';
import type { ErrorRecord, SourceReport, TargetReport } from '../pipeline/report.js';
import type { ReportRequest } from '../report/index.js';
import type { PluginName } from '../errors/plugins.js';
import type { Activity, Faults } from '../plugins/index.js';
import type { Activate, LostPlugins, PullRequest } from './services.js';

/** An error as it crosses a thread. */
export interface WireError extends ErrorRecord {
  readonly details?: Readonly<Record<string, unknown>>;
  /** For FACET_DEBUG. */
  readonly stack?: string;
}

export interface TargetEntry {
  readonly path: string;
  readonly output: string;
  /** Which of its sources each unit puts on. */
  readonly variants: readonly number[];
  /** Names of the sources where units do not blend theirs. */
  readonly source?: string;
}

/** What the config asks of the engine itself, known before any plugin is. */
export interface EngineNeeds {
  readonly isolate: Isolation;
  readonly memoryMb: number;
  readonly stageTimeoutMs: number;
}

/** What a session knows once its config is read and its plugins are found. */
export interface SessionHeader {
  readonly config: Readonly<Record<string, unknown>>;
  readonly configFile?: string;
  readonly targets: readonly TargetEntry[];
  readonly workers: number;
  /** Whether a worker may be told of a target before it has answered for the last. */
  readonly overlap: boolean;
  readonly kernels: string;
  readonly contentCheckThreshold: number;
  /** Where the run report is written. */
  readonly report?: string;
}

/** What a session knows once its sources are digested. */
export interface SessionPreparation {
  readonly plan: Readonly<Record<string, unknown>>;
  readonly sources: readonly SourceReport[];
  readonly warnings: readonly string[];
}

/** What a session knows after its last. */
export interface SessionFooter {
  readonly plugins: readonly PluginUse[];
  readonly models: readonly ModelUse[];
  readonly device: Readonly<Record<string, unknown>>;
  readonly peakKernelBytes: number;
  /** How often the kernels' memory grew while a picture was worked on, although room had been made for it: a plugin took more than planned. */
  readonly unplannedKernelGrowths: number;
  /** Most decoded pictures a worker held at once: read ahead, worked on, being written. */
  readonly peakPictures: number;
}

export interface PluginUse {
  readonly id: string;
  readonly version: string;
  readonly activationMs?: number;
}

export interface ModelUse {
  /** `<plugin>/<id>`. */
  readonly model: string;
  readonly license: string;
  readonly sha256: string;
  /** The device that ran it. */
  readonly device: string;
  readonly openMs: number;
  readonly runs: number;
  readonly runMs: number;
}

export interface DiagnosticEvent {
  readonly level: 'warning' | 'error';
  readonly code: string;
  readonly message: string;
}

/** The single calls a worker answers besides runs; each loads plugins, so none belongs on the main thread. */
export interface ServiceCalls {
  inspect: { args: { activate?: Activate; lost: LostPlugins } };
  lock: { args: object };
  pull: { args: PullRequest };
  verify: { args: object };
  check: { args: object };
  doctor: { args: object };
  report: { args: ReportRequest };
  faces: { args: FacesRequest };
  command: { args: { name: string; args: readonly string[] } };
}

/** Which target a worker is to do. Another may be asked for as soon as it says `free`; answers come in the order of the requests. */
export interface TargetRequest {
  readonly index: number;
  /** The target that will most likely be asked for next, so that it can be read meanwhile. */
  readonly next?: number | undefined;
}

/** What an engine is asked; each request gets an answer or a failure. */
export type EngineRequest =
  /** Begins a job; answered with {@link EngineNeeds}. */
  | { readonly type: 'configure'; readonly config: ConfigRequest }
  | {
      readonly type: 'open';
      readonly faults: readonly Faults[];
      /** Plugins and models stay loaded for the next request. */
      readonly keep: boolean;
    }
  | { readonly type: 'prepare' }
  | ({ readonly type: 'target' } & TargetRequest)
  | { readonly type: 'close'; readonly report: Readonly<Record<string, unknown>> }
  /** Disposes of what is kept. */
  | { readonly type: 'release' }
  | {
      [M in keyof ServiceCalls]: {
        readonly type: 'call';
        readonly keep: boolean;
        readonly method: M;
        readonly args: ServiceCalls[M]['args'];
      };
    }[keyof ServiceCalls];

/** What an engine is told; nothing comes back. */
export type EngineNotice =
  | { readonly type: 'abort' }
  /** What plugins have done wrong in all engines of the run. */
  | { readonly type: 'faults'; readonly faults: readonly Faults[] }
  /** The end of a {@link WriteOutMessage}, with the result where it could not be written. */
  | {
      readonly type: 'written-out';
      readonly id: number;
      readonly unwritten?: { readonly file: ResultFile; readonly error: WireError };
    };

export type ToWorker = EngineRequest | EngineNotice;

/** Asks for a result to be written. Its pixels go with the message. */
export interface WriteOutMessage {
  readonly type: 'write-out';
  readonly id: number;
  readonly file: ResultFile;
  /** Answers the youngest request when the engine is lost meanwhile and the result is written. */
  readonly report: TargetReport;
}

export type FromWorker =
  /** Code of a plugin, or a stage of the host, is about to run. */
  | { readonly type: 'begin'; readonly id: number; readonly activity: Activity }
  /** What began with this id has answered. */
  | { readonly type: 'end'; readonly id: number }
  | WriteOutMessage
  /** The target asked for last needs plugins and kernels no more: its result is being written. */
  | { readonly type: 'free' }
  | { readonly type: 'fault'; readonly plugin: PluginName; readonly message: string }
  | { readonly type: 'diagnostic'; readonly event: DiagnosticEvent }
  | { readonly type: 'progress'; readonly event: unknown }
  | { readonly type: 'print'; readonly line: string }
  /** The answer to the oldest request that has none. */
  | { readonly type: 'answer'; readonly value: unknown }
  | { readonly type: 'failure'; readonly error: WireError };
