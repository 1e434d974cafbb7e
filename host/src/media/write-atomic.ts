import { link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../errors/cause.js';
import { outputExists, outputFolderMissing, outputIsInput, outputNotWritable } from '../errors/media.js';
import { forgetTempFile, tempFileBeside } from './temp-files.js';

export interface OutputRules {
  /** Files the output must not be, unless `overwrite` is set. */
  readonly input?: string | readonly string[] | undefined;
  /** Whether an existing file, the input included, may be replaced. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Says early whether an output may be written: its folder exists, it is no folder, no input, and not there yet.
 * @throws FacetError `OUTPUT_FOLDER_MISSING`, `OUTPUT_NOT_WRITABLE`, `OUTPUT_IS_INPUT`, `OUTPUT_EXISTS`.
 */
export async function checkOutput(
  path: string,
  { input = [], overwrite = false }: OutputRules = {},
): Promise<void> {
  const folder = dirname(resolve(path));
  const parent = await look(folder, path);
  if (!parent) throw outputFolderMissing(path, folder);
  if (!parent.isDirectory()) throw outputNotWritable(path, `"${folder}" is not a folder`);
  const existing = await look(path, path);
  if (!existing) return;
  if (existing.isDirectory()) throw outputNotWritable(path, 'it is a folder');
  if (overwrite) return;
  // Device and inode tell hard links, symbolic links and names that differ in case only.
  for (const source of typeof input === 'string' ? [input] : input) {
    const other = await look(source, path);
    if (other?.dev === existing.dev && other.ino === existing.ino) throw outputIsInput(path, source);
  }
  throw outputExists(path);
}

/**
 * Writes a file so that it is there whole or not at all: a temporary file beside it, flushed, then given the name.
 * A symbolic link is followed. Without `overwrite`, a file that appeared meanwhile is not replaced either.
 * @throws FacetError of {@link checkOutput}; the reason of `signal` when it is aborted, with nothing left behind.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array,
  { signal, ...rules }: OutputRules & { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  signal?.throwIfAborted();
  await checkOutput(path, rules);
  const target = await realpath(path).catch(() => resolve(path));
  const temp = tempFileBeside(target);
  try {
    await writeFlushed(temp, bytes, await modeOf(target));
    signal?.throwIfAborted();
    await publish(temp, target, rules.overwrite ?? false);
    await flushFolder(dirname(target));
  } catch (error) {
    await rm(temp, { force: true }).catch(() => undefined);
    signal?.throwIfAborted();
    throw describeFailure(path, error);
  } finally {
    forgetTempFile(temp);
  }
}

async function writeFlushed(path: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx', 0o666);
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function publish(temp: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(temp, target);
    return;
  }
  try {
    // A link fails when the name is taken, where a rename would replace it.
    await link(temp, target);
    await rm(temp);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    // File systems without hard links, such as FAT.
    await rename(temp, target);
  }
}

/** Makes the new name itself durable; not every system lets a folder be flushed. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  const existing = await stat(path).catch(() => undefined);
  return existing && existing.mode & 0o777;
}

async function look(path: string, output: string): Promise<Awaited<ReturnType<typeof lookUp>> | undefined> {
  try {
    return await lookUp(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw describeFailure(output, error);
  }
}

const lookUp = (path: string) => stat(path, { bigint: true });

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENOENT: 'its folder is gone or takes no files',
  ENAMETOOLONG: 'its name is too long',
};

function describeFailure(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'EEXIST') return outputExists(path);
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : outputNotWritable(path, reason, error);
}
