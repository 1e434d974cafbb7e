import { readFile, stat } from 'node:fs/promises';
import { modelFileChanged, modelFileMissing } from '../errors/models.js';
import { sha256 } from './digest.js';

const scheme = 'file:';
const hashMark = '#sha256=';

/** Whether a model is named as a file of the user, `file:<path>` or `file:<path>#sha256=<hex>`. */
export const isOwnModel = (model: string): boolean => model.startsWith(scheme);

/** The same name with its path resolved. */
export function resolveOwnModel(model: string, resolve: (path: string) => string): string {
  const { path, expected } = parts(model);
  return `${scheme}${resolve(path)}${expected === undefined ? '' : hashMark + expected}`;
}

/**
 * Reads a model of the user, and compares it with the hash its name has.
 * @throws FacetError `MODEL_FILE_MISSING`, `MODEL_MISMATCH`.
 */
export async function openOwnModel(
  model: string,
): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  const { path, expected } = parts(model);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw modelFileMissing(path, error);
  });
  const found = sha256(bytes);
  if (expected !== undefined && expected.toLowerCase() !== found)
    throw modelFileChanged(path, expected, found);
  return { bytes, sha256: found };
}

export async function hasOwnModel(model: string): Promise<boolean> {
  return stat(parts(model).path).then(
    (status) => status.isFile(),
    () => false,
  );
}

function parts(model: string): { readonly path: string; readonly expected?: string } {
  const named = model.slice(scheme.length);
  const at = named.lastIndexOf(hashMark);
  return at < 0 ? { path: named } : { path: named.slice(0, at), expected: named.slice(at + hashMark.length) };
}
