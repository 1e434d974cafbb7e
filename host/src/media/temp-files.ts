import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const active = new Set<string>();

const prefix = `.facet-${process.pid}-`;

/** A new name beside `path`, known to {@link cleanupTempFiles} until {@link forgetTempFile}. */
export function tempFileBeside(path: string): string {
  const name = join(dirname(path), `${prefix}${randomBytes(6).toString('hex')}.tmp`);
  active.add(name);
  return name;
}

/** Call it once the file has its final name or is gone. */
export function forgetTempFile(path: string): void {
  active.delete(path);
}

/**
 * Removes every temporary file that is still being written, for an interrupt handler; synchronous, never throws.
 * @param folders Folders where worker threads of this process may have been writing: each thread has its own list,
 * but the names carry the process id.
 */
export function cleanupTempFiles(folders: Iterable<string> = []): void {
  const names = new Set(active);
  for (const folder of folders) {
    for (const name of listFolder(folder)) if (name.startsWith(prefix)) names.add(join(folder, name));
  }
  for (const name of names) {
    try {
      rmSync(name, { force: true });
    } catch {
      // The folder may be gone or no longer writable; the process is ending and the next file may still go.
    }
    active.delete(name);
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
