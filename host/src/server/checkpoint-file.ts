import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { checkpointName, checkpointUnknown } from '../errors/server.js';

const ending = '.safetensors';

/**
 * The file of a face checkpoint that a request names. Nothing outside the folder can be named, not through a link either.
 * @throws FacetError `CHECKPOINT_NAME`, `CHECKPOINT_UNKNOWN`.
 */
export async function findCheckpoint(folder: string, name: string): Promise<string> {
  if (!/^[\p{L}\p{N}_ -][\p{L}\p{N}_. -]{0,200}$/u.test(name)) throw checkpointName(name);
  const fileName = path.extname(name) === '' ? `${name}${ending}` : name;
  if (path.extname(fileName) !== ending) throw checkpointName(name);
  const [root, file] = await Promise.all([real(folder), real(path.join(folder, fileName))]);
  if (root === undefined || file === undefined) throw checkpointUnknown(name);
  if (path.dirname(file) !== root) throw checkpointName(name);
  return file;
}

async function real(file: string): Promise<string | undefined> {
  return realpath(file).catch(() => undefined);
}
