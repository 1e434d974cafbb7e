import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultCacheDir } from '../../host/dist/models/index.js';
import { fetchTarball } from '../../host/dist/models/fetch-npm.js';
import { loadNpmSettings } from '../../host/dist/models/npm-settings.js';
import { readTarball } from '../../host/dist/models/tarball.js';

const source = {
  model: 'sample photos',
  package: '@vladmandic/face-api@1.7.15',
  integrity:
    'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
};

/** How many faces each of the six photos shows. */
export const facesOnSamples: readonly number[] = [3, 3, 3, 4, 5, 4];

/** Paths of face-api's six sample photos, 1920 pixels wide. They are fetched into the cache folder once and are no part of this repository. */
export async function samplePhotos(): Promise<readonly string[]> {
  const folder = path.join(defaultCacheDir(), 'sample-photos');
  const names = facesOnSamples.map((_, i) => `sample${i + 1}.jpg`);
  const missing = names.filter((name) => !existsSync(path.join(folder, name)));
  if (missing.length > 0) {
    await mkdir(folder, { recursive: true });
    const tarball = await fetchTarball(source, await loadNpmSettings(), () => undefined);
    const files = await readTarball(tarball, new Set(missing.map((name) => `demo/${name}`)), () => undefined);
    for (const name of missing) {
      const partial = path.join(folder, `${name}.${process.pid}`);
      await writeFile(partial, files.get(`demo/${name}`)!);
      await rename(partial, path.join(folder, name));
    }
  }
  return names.map((name) => path.join(folder, name));
}
