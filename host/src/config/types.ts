import type {
  Device,
  FaceSelection,
  InlinePlugin,
  Inpainting,
  InpaintWhen,
  SimilarityCheck,
} from '@facet/api';

/** What to load. Plain data, so that another thread can load the same config again. */
export interface ConfigRequest {
  /** Where the search for a config file starts, and what relative paths in flags, `set` and `env` resolve from. */
  readonly cwd: string;
  /** A config file instead of the search, relative to `cwd`; `false` reads none. */
  readonly file?: string | false;
  /** `path=value` expressions; later ones win. */
  readonly set?: readonly string[];
  /** A config tree from command-line flags; wins over everything else. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** The flag that set a path of `flags`, for messages: `{ 'detector.use': '--detector' }`. */
  readonly flagNames?: Readonly<Record<string, string>>;
  /** Environment variables; `FACET_*` ones that name a config key are read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Refuses plugins that differ from those that `facet.lock` beside the config file records. */
  readonly frozen?: boolean;
}

/** Where a value comes from. Lines and columns count from 1. */
export interface Origin {
  readonly kind: 'default' | 'preset' | 'file' | 'env' | 'set' | 'flag' | 'plugin';
  /** The preset, environment variable, expression, flag or plugin. */
  readonly name?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A provider by name; everything else beside `use` is its options, as they were written. */
export interface ResolvedUse {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** The upscaler of a swapped crop. */
export interface ResolvedUpscaler extends ResolvedUse {
  /** Absent: whatever brings the crop to 512 pixels. */
  readonly scale?: number;
}

export interface ResolvedFrameUpscaler extends ResolvedUse {
  readonly scale: number;
  readonly visibility: number;
}

export interface ResolvedRestorer extends ResolvedUse {
  readonly visibility: number;
}

/** A checker of the config, after the content check. */
export interface ResolvedChecker extends ResolvedUse {
  /** The score from which it refuses, 0..1. */
  readonly threshold: number;
}

/** A denoising of 0 is off. */
export type ResolvedInpainting = Required<Inpainting>;

/** Where an engine runs: in a thread of the program, or in a process of its own. */
export type Isolation = 'thread' | 'process';

/** A clockwise turn in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

export interface ResolvedUnit {
  /** Absolute paths, at least one; a checkpoint stands first. */
  readonly source: readonly string[];
  readonly blend: boolean;
  readonly sourceFace: number;
  readonly faces: FaceSelection & {
    readonly order: NonNullable<FaceSelection['order']>;
    readonly sameGender: boolean;
    /** The image as an absolute path. */
    readonly reference?: { readonly image: string; readonly min: number };
  };
  readonly similarity: Required<SimilarityCheck>;
  readonly swapper: ResolvedUse;
  /** `use: 'none'` when there is none, as with every upscaler and restorer. */
  readonly upscaler: ResolvedUpscaler;
  readonly restorer: ResolvedRestorer;
  readonly colorCorrection: false | 'histogram' | 'mean-std';
  readonly sharpen: boolean;
  readonly masks: readonly ResolvedUse[];
  /** Absent: the masks' own edge. */
  readonly erosion?: number;
  readonly inpaint: { readonly before: ResolvedInpainting; readonly after: ResolvedInpainting };
}

/** The settings of the server, complete. */
export interface ResolvedServer {
  readonly host: string;
  readonly port: number;
  readonly concurrency: number;
  readonly queue: number;
  readonly bodyLimitBytes: number;
  readonly maxPixels: number;
  readonly maxResults: number;
  readonly requestTimeoutMs: number;
  readonly shutdownMs: number;
  readonly resultMs: number;
  readonly heartbeatMs: number;
  readonly idleMs: number;
  /** Absolute. */
  readonly checkpoints: string;
  readonly strict: boolean;
  readonly restorers: Readonly<Record<string, ResolvedUse>>;
  readonly upscalers: Readonly<Record<string, ResolvedUse>>;
  /** Absent: embedded ones. */
  readonly improvedMask?: readonly ResolvedUse[];
}

/** A config with every default filled in and every path absolute, frozen. */
export interface ResolvedConfig {
  readonly device: Device;
  /** `wasm` or `reference`, or those of a plugin. */
  readonly kernels: ResolvedUse;
  readonly engine: {
    readonly workers: number;
    readonly overlap: boolean;
    readonly threads: number;
    readonly stageTimeoutMs: number;
    readonly activationTimeoutMs: number;
    readonly memoryMb: number;
    readonly isolate: Isolation;
  };
  readonly detector: ResolvedUse;
  readonly detect: { readonly rotations: readonly Rotation[] };
  readonly landmarker: ResolvedUse;
  readonly recognizer: ResolvedUse;
  readonly classifier: ResolvedUse;
  /** `use: 'none'` when there is none. */
  readonly inpainter: ResolvedUse;
  readonly units: readonly ResolvedUnit[];
  readonly postprocess: {
    readonly upscaler: ResolvedFrameUpscaler;
    readonly restorer: ResolvedRestorer;
    readonly inpaint: ResolvedInpainting & { readonly when: InpaintWhen };
  };
  readonly finishers: readonly ResolvedUse[];
  readonly checkers: readonly ResolvedChecker[];
  readonly contentCheck: { readonly threshold: number };
  readonly image: { readonly quality?: number; readonly maxPixels: number };
  /** Absolute files, folders or globs, and lists of them with an `@` before the path. */
  readonly targets: readonly string[];
  /** Absolute, unless it begins with `{dir}`; a trailing slash is kept. */
  readonly output: string;
  readonly overwrite: boolean;
  readonly continue: boolean;
  readonly keepOriginal: boolean;
  readonly report?: string;
  /** Absolute. */
  readonly inspect?: string;
  readonly server: ResolvedServer;
}

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  /** Where each value of the config comes from, by dotted path (`units.0.swapper.use`). */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The config file, if one was found or named. */
  readonly file?: string;
  /** Every plugin any layer names, with the folder its path is relative to. */
  readonly plugins: readonly {
    readonly spec: string | InlinePlugin;
    readonly from: string;
    /** Its own options, as they were written. */
    readonly options?: Readonly<Record<string, unknown>>;
    /** The place that names it, for messages: `facet.config.ts:3:13`. */
    readonly namedBy: string;
  }[];
  /** The config of one target (absolute path), with the overrides that match it. */
  readonly forTarget: (path: string) => ResolvedConfig;
  /** The same with where its values come from. */
  readonly viewOf: (path: string) => Pick<LoadedConfig, 'config' | 'origins'>;
  /** The merged config as people write it, before defaults of units and before paths are resolved; frozen. */
  readonly raw: Readonly<Record<string, unknown>>;
  /**
   * The config with changes a plugin made to `raw`. They are validated like any other layer.
   * @throws FacetError as `loadConfig` does; `CONTENT_CHECK_LOCKED` when the plugin touches the content check.
   */
  readonly revise: (raw: Readonly<Record<string, unknown>>, plugin: string) => LoadedConfig;
}
