import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** Where models are kept: `FACET_CACHE`, or the system's cache folder for `facet`. */
export function defaultCacheDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const chosen = env.FACET_CACHE;
  return chosen !== undefined && chosen !== '' ? resolve(chosen) : envPaths('facet', { suffix: '' }).cache;
}
