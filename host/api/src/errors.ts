/**
 * An error with a stable code. Check `code`, not `instanceof`: the error may come from another copy of this package.
 */
export interface FacetErrorShape extends Error {
  /** Stable, upper case with underscores, for example `MODEL_CORRUPT`. */
  readonly code: string;
  /** What the reader can do about it, as a sentence. */
  readonly remedy?: string;
  /** Facts for programs, plain data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface FacetErrorOptions {
  readonly remedy?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Thrown by the host and by plugins alike: what happened, to what, and what to do. */
export class FacetError extends Error implements FacetErrorShape {
  readonly code: string;
  readonly remedy?: string;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: FacetErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FacetError';
    this.code = code;
    if (options.remedy !== undefined) this.remedy = options.remedy;
    if (options.details !== undefined) this.details = options.details;
  }
}

export function isFacetError(error: unknown, code?: string): error is FacetErrorShape {
  if (!(error instanceof Error) && (typeof error !== 'object' || error === null)) return false;
  const found = (error as Partial<FacetErrorShape>).code;
  return (
    typeof found === 'string' && /^[A-Z][A-Z0-9_]+$/.test(found) && (code === undefined || found === code)
  );
}
