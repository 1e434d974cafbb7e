import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { writeAtomic } from '../media/write-atomic.js';
import type { Project, ProjectCode } from './find-code.js';

/** What the user lets run in one folder. */
export interface TrustedFolder {
  readonly folder: string;
  readonly trustedAt: string;
  /** The keys of what was trusted. */
  readonly keys: readonly string[];
}

interface TrustFile {
  readonly trust: 1;
  readonly folders: Readonly<Record<string, Omit<TrustedFolder, 'folder'>>>;
}

/** The user's decisions about which folders may run code: one small file among the user's settings. */
export class TrustStore {
  readonly file: string;

  /** @param env `FACET_TRUST_FILE` names the file; by default it is `trust.json` in the user's config folder for `facet`. */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    const chosen = env.FACET_TRUST_FILE;
    this.file =
      chosen !== undefined && chosen !== ''
        ? path.resolve(chosen)
        : path.join(envPaths('facet', { suffix: '' }).config, 'trust.json');
  }

  async list(): Promise<readonly TrustedFolder[]> {
    const { folders } = await this.#read();
    return Object.entries(folders).map(([folder, trusted]) => ({ folder, ...trusted }));
  }

  /** What of a project's code has not been trusted, or has changed since. */
  async unknown({ folder, code }: Project): Promise<readonly ProjectCode[]> {
    const { folders } = await this.#read();
    const keys = folders[folder]?.keys ?? [];
    return code.filter(({ key }) => !keys.includes(key));
  }

  /** Trusts all of a project's code as it is now. */
  async trust({ folder, code }: Project): Promise<void> {
    const { folders } = await this.#read();
    const now = code.map(({ key }) => key);
    const configs = code.filter(({ kind }) => kind === 'config').map(({ name }) => `config ${name} `);
    // Of a file that has changed only the new content stays trusted.
    const others = (folders[folder]?.keys ?? []).filter(
      (key) => !now.includes(key) && !configs.some((start) => key.startsWith(start)),
    );
    const trusted = { trustedAt: new Date().toISOString(), keys: [...others, ...now] };
    await this.#write({ ...folders, [folder]: trusted });
  }

  /** @returns Whether the folder had been trusted. */
  async revoke(folder: string): Promise<boolean> {
    const { folders } = await this.#read();
    if (!(folder in folders)) return false;
    await this.#write(Object.fromEntries(Object.entries(folders).filter(([name]) => name !== folder)));
    return true;
  }

  /** A file that cannot be read trusts nothing. */
  async #read(): Promise<TrustFile> {
    try {
      const { trust, folders } = JSON.parse(await readFile(this.file, 'utf8')) as Partial<TrustFile>;
      if (trust === 1 && folders) return { trust, folders };
    } catch {
      // Nothing has been trusted yet, or the file is damaged: both ask again.
    }
    return { trust: 1, folders: {} };
  }

  async #write(folders: TrustFile['folders']): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const text = `${JSON.stringify({ trust: 1, folders } satisfies TrustFile, undefined, 2)}\n`;
    await writeAtomic(this.file, new TextEncoder().encode(text), { overwrite: true });
  }
}
