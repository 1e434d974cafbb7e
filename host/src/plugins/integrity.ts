import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Folders that are not a package's own. */
const foreign = ['node_modules', '.git'];

/**
 * A hash over the files of a package, names and contents, in the form npm writes hashes (`sha512-…`).
 * What the package depends on is not in it: that is in the project's package-lock.json.
 * @param place A package's folder, or a single file.
 */
export async function integrityOf(place: string): Promise<string> {
  const hash = createHash('sha512');
  const isFolder = (await stat(place)).isDirectory();
  const files = isFolder ? await filesIn(place, '') : [''];
  for (const file of files) {
    const whole = path.join(place, file);
    hash.update(`${file}\0${(await stat(whole)).size}\0`);
    await addFile(hash, whole);
  }
  return `sha512-${hash.digest('base64')}`;
}

/** Paths with slashes, in an order that does not depend on the system. */
async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !foreign.includes(entry.name)) files.push(...(await filesIn(root, name)));
    if (entry.isFile()) files.push(name);
  }
  return files.sort();
}

async function addFile(hash: Hash, file: string): Promise<void> {
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) hash.update(chunk);
  });
}
