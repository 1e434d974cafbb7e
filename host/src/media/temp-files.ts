import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const active = new Set<string>();

/** A name for whoever writes temporary files, unlike that of any other: an engine, or a program without one. */
export const newTempOwner = (): string => `${process.pid}-${randomBytes(6).toString('hex')}`;

let owner = newTempOwner();

/** Names the owner of the temporary files that this thread makes from now on. */
export function ownTempFiles(newOwner: string): void {
  owner = newOwner;
}

const prefixOf = (name: string): string => `.facet-${name}-`;

/** A new name beside `path`, known to {@link cleanupTempFiles} until {@link forgetTempFile}. */
export function tempFileBeside(path: string): string {
  const name = join(dirname(path), `${prefixOf(owner)}${randomBytes(6).toString('hex')}.tmp`);
  active.add(name);
  return name;
}

/** Call it once the file has its final name or is gone. */
export function forgetTempFile(path: string): void {
  active.delete(path);
}

/** Removes every temporary file that this thread is still writing, for an interrupt handler; synchronous, never throws. */
export function cleanupTempFiles(): void {
  for (const name of active) {
    remove(name);
    active.delete(name);
  }
}

/**
 * Removes what engines that were lost have left half written; synchronous, never throws. Files of other owners stay: their
 * writing goes on.
 * @param owners As they were given to {@link ownTempFiles} there.
 * @param folders Where they may have been writing.
 */
export function cleanupLostTempFiles(owners: readonly string[], folders: Iterable<string>): void {
  if (owners.length === 0) return;
  const prefixes = owners.map(prefixOf);
  for (const folder of folders) {
    for (const name of listFolder(folder)) {
      if (prefixes.some((prefix) => name.startsWith(prefix))) remove(join(folder, name));
    }
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder may be gone or no longer writable; the process is ending and the next file may still go.
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
