import path from 'node:path';
import { writeNewPlugin } from '../../authoring/new-plugin.js';
import type { TemplateKind } from '../../authoring/templates.js';
import type { CommandContext } from '../command-context.js';

/** `facet plugin new`: writes a package to start from. */
export async function newPlugin(
  { terminal, cwd }: CommandContext,
  kind: TemplateKind,
  name: string,
): Promise<number> {
  const written = await writeNewPlugin({ kind, name, parent: cwd });
  const folder = path.relative(cwd, written.dir);
  terminal.note(`Wrote ${written.packageName} into ${folder}: ${written.files.join(', ')}.`);
  terminal.note(`Next: cd ${folder} && npm install && npm test`);
  terminal.document(written);
  return 0;
}
