import { watch } from 'node:fs';
import path from 'node:path';

export interface FolderWatch {
  /** Resolves with the files that changed since the last call, relative to the folder; at once when some have. Empty when the signal ends it. */
  next(): Promise<readonly string[]>;
  close(): void;
}

/** Editors write a file in several steps, and formatters right after them. */
const quietMs = 150;

/**
 * Watches a folder and all below it.
 * @param ignored Folders by their path in it; files in them count as unchanged.
 */
export function watchFolder(dir: string, ignored: readonly string[], signal: AbortSignal): FolderWatch {
  const changed = new Set<string>();
  let wake: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dir, { recursive: true }, (_, file) => {
    if (file === null || isIgnored(file, ignored)) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => wake?.(), quietMs);
  });
  const close = (): void => {
    clearTimeout(timer);
    watcher.close();
    wake?.();
  };
  signal.addEventListener('abort', close, { once: true });
  return {
    next: async () => {
      if (changed.size === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
      const files = [...changed].sort();
      changed.clear();
      return files;
    },
    close,
  };
}

function isIgnored(file: string, ignored: readonly string[]): boolean {
  const parts = file.split(path.sep);
  return (
    parts.includes('node_modules') ||
    parts.includes('.git') ||
    file.endsWith('.tgz') ||
    ignored.some((folder) => file === folder || file.startsWith(folder + path.sep))
  );
}
