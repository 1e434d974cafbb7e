import { isFacetError } from '@facet/api';
import { exitCodeOf } from '../errors/index.js';

const statuses: Readonly<Record<string, number>> = {
  UNAUTHORIZED: 401,
  FOREIGN_ORIGIN: 403,
  NOT_FOUND: 404,
  CHECKPOINT_UNKNOWN: 404,
  INTERRUPTED: 409,
  REQUEST_TOO_LARGE: 413,
  IMAGE_TOO_LARGE: 413,
  MEDIA_TYPE: 415,
  REQUEST_INVALID: 400,
  NOT_BASE64: 400,
  CHECKPOINT_NAME: 400,
  TOO_MANY_RESULTS: 400,
  IMAGE_EMPTY: 422,
  IMAGE_FORMAT: 422,
  IMAGE_TRUNCATED: 422,
  IMAGE_ANIMATED: 422,
  PROVIDER_UNAVAILABLE: 422,
  INPAINTING_UNAVAILABLE: 422,
  INPAINTER_MISSING: 422,
  SERVER_BUSY: 503,
  SERVER_STOPPING: 503,
  REQUEST_TIMEOUT: 504,
  STAGE_TIMEOUT: 504,
};

/**
 * The HTTP status of an error code: 400 for what is wrong with settings, 422 for pictures that cannot be used (no face, refused), 500 for faults.
 */
export function statusOf(code: string): number {
  const exit = exitCodeOf(code);
  return statuses[code] ?? (exit === 2 ? 400 : exit === 3 || exit === 4 ? 422 : 500);
}

/** The status of anything thrown. */
export function statusOfError(error: unknown): number {
  return isFacetError(error) ? statusOf(error.code) : 500;
}

/** Seconds a client that was sent away should wait. */
export const retryAfterSeconds = 2;
