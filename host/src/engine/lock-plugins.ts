import path from 'node:path';
import { apiVersion } from '@facet/api';
import type { ConfigRequest, LoadedConfig } from '../config/index.js';
import { writeAtomic } from '../media/write-atomic.js';
import type { LockFile } from '../plugins/index.js';
import type { Project } from './environment.js';
import { lockFileName, lockPlugins } from '../plugins/index.js';

/** `facet.lock` lies beside the config file, or in the working folder where there is none. */
export const lockFileOf = ({ file }: Pick<LoadedConfig, 'file'>, { cwd }: ConfigRequest): string =>
  path.join(file === undefined ? path.resolve(cwd) : path.dirname(file), lockFileName);

/** Writes the lock of a project as its plugins are now. */
export async function writeLock(project: Project): Promise<{ readonly file: string } & LockFile> {
  const loaded = await project.loaded;
  const file = lockFileOf(loaded, project.request);
  const lock = await lockPlugins(loaded.plugins, apiVersion, path.dirname(file));
  const text = `${JSON.stringify(lock, undefined, 2)}\n`;
  await writeAtomic(file, new TextEncoder().encode(text), { overwrite: true });
  return { file, ...lock };
}
