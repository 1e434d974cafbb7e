import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const prefix = 'facet-serve-';

/** The folder of one server process: every job has a folder in it, and nothing outlives the process. */
export class JobFolders {
  readonly #root: string;
  readonly #removeAtExit = (): void => rmSync(this.#root, { recursive: true, force: true });
  #next = 0;

  constructor(parent: string = os.tmpdir()) {
    sweep(parent);
    this.#root = mkdtempSync(path.join(parent, `${prefix}${process.pid}-`));
    // For ends that leave no time to wait, such as a second Ctrl-C.
    process.once('exit', this.#removeAtExit);
  }

  async create(): Promise<JobFolder> {
    const dir = path.join(this.#root, String(this.#next++));
    await mkdir(dir);
    return new JobFolder(dir);
  }

  async dispose(): Promise<void> {
    process.off('exit', this.#removeAtExit);
    await rm(this.#root, { recursive: true, force: true });
  }
}

/** Where the pictures of one job lie while it is worked on. */
export class JobFolder {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  path(name: string): string {
    return path.join(this.dir, name);
  }

  /** @param name Chosen by the server or checked by it: a plain file name. */
  async write(name: string, bytes: Uint8Array): Promise<string> {
    const file = this.path(name);
    await writeFile(file, bytes, { mode: 0o600 });
    return file;
  }

  /** Messages of the engine name files; a client knows them without the folder. */
  scrub(message: string): string {
    return message.replaceAll(`${this.dir}${path.sep}`, '').replaceAll(this.dir, 'the job');
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** Removes what servers left behind that were killed. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^facet-serve-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user is there as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
