import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ModelFile } from '@facet/api';
import { isFacetError } from '@facet/api';
import { messageOf } from '../errors/cause.js';
import { modelFetch, modelSource } from '../errors/models.js';

/**
 * Reads a file that lies in a plugin's own folder; links that lead out of it are refused.
 * @throws FacetError `MODEL_FETCH` when it is not there, `MODEL_SOURCE` when it lies elsewhere.
 */
export async function readLocal(
  model: string,
  dir: string,
  file: ModelFile,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const path = join(dir, file.path);
  try {
    const [root, real] = await Promise.all([realpath(dir), realpath(path)]);
    if (!real.startsWith(root + sep)) throw modelSource(model, `file:${file.path}`, `leads out of "${dir}"`);
    return await readFile(real, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (isFacetError(error, 'MODEL_SOURCE')) throw error;
    const remedy = 'Install the plugin again, or report it to its author.';
    throw modelFetch(model, `The file "${file.path}"`, `"${dir}"`, messageOf(error), remedy, error);
  }
}
