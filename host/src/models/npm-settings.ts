import { dirname, resolve } from 'node:path';
import Config from '@npmcli/config';
import npm from '@npmcli/config/lib/definitions/index.js';

/** npm's settings by the names its libraries use: `registry`, `httpsProxy`, `ca`, `cache`, `//host/:_authToken`, … */
export type NpmSettings = Readonly<Record<string, unknown>>;

/**
 * The settings npm itself would use here: environment, project, user and global `.npmrc`. Registry, proxy, credentials,
 * certificates, retries and cache are therefore the user's own.
 */
export async function loadNpmSettings(): Promise<NpmSettings> {
  const { definitions, shorthands, flatten, nerfDarts } = npm;
  const config = new Config({
    definitions,
    shorthands,
    flatten,
    nerfDarts,
    // Where npm's own defaults lie beside Node; a missing folder means that there are none.
    npmPath: resolve(dirname(process.execPath), '../lib/node_modules/npm'),
    // Facet's command line is not npm's, and loading writes to the environment it is given.
    argv: [],
    env: { ...process.env },
    warn: false,
  });
  await config.load();
  return config.flat;
}
