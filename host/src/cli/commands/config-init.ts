import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configFileNames } from '../../config/index.js';
import { configExists } from '../../errors/config.js';
import { findProjectCode, TrustStore } from '../../trust/index.js';
import type { CommandContext } from '../command-context.js';
import { starterFiles } from './starter-files.js';
import type { StarterFormat } from './starter-files.js';

/**
 * `facet config init`: writes a config file to start from.
 * @throws FacetError `CONFIG_EXISTS` when the folder has one, of whichever format.
 */
export async function initConfig(
  context: CommandContext,
  options: Readonly<Partial<Record<StarterFormat, boolean>>>,
): Promise<number> {
  const { terminal, cwd } = context;
  const format = options.json === true ? 'json' : options.yaml === true ? 'yaml' : 'ts';
  for (const name of configFileNames.filter((candidate) => candidate !== 'package.json')) {
    if (await exists(path.join(cwd, name))) throw configExists(path.join(cwd, name));
  }
  const file = path.join(cwd, `facet.config.${format}`);
  await writeFile(file, starterFiles[format], { flag: 'wx' });
  // Facet wrote this code itself; it asks when someone has changed it.
  const project = await findProjectCode({ cwd, file });
  if (project.code.length > 0 && context.env.FACET_TRUST !== '1')
    await new TrustStore(context.env).trust(project);
  terminal.note(`Wrote ${path.basename(file)}. Set a source and targets in it, then "facet run".`);
  terminal.document({ file });
  return 0;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
