import { cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A project in a folder of its own, removed when `use` ends. Names that end in `.txt` lose that ending. */
export async function inProject<T>(template: string, use: (root: string) => Promise<T>): Promise<T> {
  const root = realpathSync(await mkdtemp(path.join(os.tmpdir(), 'facet-config-')));
  try {
    await cp(template, root, { recursive: true });
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && entry.name.endsWith('.txt')) await rename(file, file.slice(0, -'.txt'.length));
    }
    if (!existsSync(path.join(root, 'package.json')))
      await writeFile(path.join(root, 'package.json'), '{}\n');
    return await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}
