import path from 'node:path';
import { providerTypes } from '../../config/provider-types.js';
import { writeAtomic } from '../../media/write-atomic.js';
import type { CommandContext } from '../command-context.js';
import { readProjectManifests } from './project-manifests.js';

/** `facet config types`: declarations with which facet.config.ts knows the options of every provider and plugin of this project. */
export async function writeTypes(
  context: CommandContext,
  { out = 'facet-providers.d.ts' }: { readonly out?: string },
): Promise<number> {
  const { terminal, cwd } = context;
  const { contributions, plugins } = await readProjectManifests(context);
  const file = path.resolve(cwd, out);
  const declarations = providerTypes(contributions, plugins);
  await writeAtomic(file, new TextEncoder().encode(declarations), { overwrite: true });
  const name = path.relative(cwd, file);
  terminal.note(`Wrote ${name}.`);
  terminal.note(
    `A tsconfig.json that includes it is enough; without one, begin facet.config.ts with /// <reference path="./${name}" />`,
  );
  terminal.document({ file, providers: contributions.map((ref) => `${ref.kind} ${ref.name}`) });
  return 0;
}
