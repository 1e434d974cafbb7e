import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../errors/cause.js';

const pollMs = 200;
/** How often the holder shows that it lives, and after how long without that a lock counts as left behind. */
const heartbeatMs = 5_000;
const staleMs = 120_000;

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose process is gone is taken over.
 * It saves work that would be done twice; what the work writes must be safe without it.
 * @param describe Makes the error to throw when the lock file cannot be written.
 * @throws The reason of `signal` when it is aborted while waiting.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  describe: (cause: unknown) => Error,
  signal?: AbortSignal,
): Promise<T> {
  while (!(await acquire(path, describe))) {
    signal?.throwIfAborted();
    if (await isStale(path)) await rm(path, { force: true });
    else await sleep(pollMs);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function acquire(path: string, describe: (cause: unknown) => Error): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw describe(error);
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, content] = await Promise.all([stat(path), readFile(path, 'utf8')]);
    if (Date.now() - mtimeMs > staleMs) return true;
    const holder = JSON.parse(content) as { pid: number; host: string };
    return holder.host === hostname() && !isRunning(holder.pid);
  } catch {
    // Released or still being written: the next look tells.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
