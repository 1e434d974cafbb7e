import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { targetList } from '../errors/run.js';

/**
 * The targets a text file lists, one a line: files, folders or globs, relative to the list. Empty lines and those that begin with `#` say nothing.
 * @throws FacetError `TARGET_LIST`.
 */
export async function readTargetList(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw targetList(file, error);
  });
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => path.resolve(path.dirname(file), line));
}
