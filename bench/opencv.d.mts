/** A prepared operation: `run` gives milliseconds of processor time per run, `output` its result as bytes. */
export interface PreparedOperation {
  run(times: number): Promise<number>;
  output(): Promise<Uint8Array | undefined>;
  drop(): Promise<unknown>;
}

export interface OpenCv {
  readonly facts: { readonly version: string; readonly threads: number };
  prepare(
    op: string,
    args: Readonly<Record<string, unknown>>,
    inputs: readonly { readonly data: Uint8Array | Float32Array; readonly shape: readonly number[] }[],
  ): Promise<PreparedOperation>;
  stop(): Promise<void>;
}

/** A running OpenCV, or undefined when no Python here has one. */
export function startOpenCv(): Promise<OpenCv | undefined>;
