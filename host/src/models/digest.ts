import { createHash } from 'node:crypto';
import type { ModelFile } from '@facet/api';
import { modelMismatch } from '../errors/models.js';

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Compares a fetched file with its declaration, before anything reads it.
 * @throws FacetError `MODEL_MISMATCH` that names what differs.
 */
export function verifyFile(model: string, file: ModelFile, bytes: Uint8Array): void {
  const what = `The file "${file.path}"`;
  if (bytes.length !== file.bytes)
    throw modelMismatch(model, what, 'size in bytes', file.bytes, bytes.length);
  const found = sha256(bytes);
  if (found !== file.sha256.toLowerCase()) throw modelMismatch(model, what, 'SHA-256', file.sha256, found);
}
