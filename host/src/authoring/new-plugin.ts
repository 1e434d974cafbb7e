import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '@facet/api';
import { apiVersion, pluginIdOf } from '@facet/api';
import { badPluginName, pluginFolderTaken } from '../errors/authoring.js';
import { codeOf } from '../errors/cause.js';
import { packageJson, readme, tsconfig } from './package-files.js';
import type { TemplateKind } from './templates.js';
import { readTemplate } from './templates.js';

export interface NewPlugin {
  readonly kind: TemplateKind;
  /** A plugin's id such as `grain`, or a package name such as `@acme/facet-plugin-grain`. */
  readonly name: string;
  /** Folder in which the plugin's own folder is made. */
  readonly parent: string;
}

export interface WrittenPlugin {
  readonly dir: string;
  readonly packageName: string;
  readonly id: string;
  readonly files: readonly string[];
}

const ids = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const packageNames = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/**
 * Writes a package that builds and passes its tests as it is.
 * @throws FacetError `PLUGIN_NAME` for a name that can be neither a package's nor an id, `PLUGIN_FOLDER` when its folder holds something.
 */
export async function writeNewPlugin({ kind, name, parent }: NewPlugin): Promise<WrittenPlugin> {
  const packageName = /^(@|facet-plugin-)/.test(name) ? name : `facet-plugin-${name}`;
  const id = pluginIdOf(packageName, { manifest: 1 });
  if (!ids.test(id) || !packageNames.test(packageName)) throw badPluginName(name);
  const dir = path.join(parent, packageName.replace(/^@[^/]*\//, ''));
  if (!(await isFree(dir))) throw pluginFolderTaken(dir);
  const files = await filesOf(kind, packageName, id);
  await mkdir(path.join(dir, 'src'), { recursive: true });
  for (const [file, text] of files) await writeFile(path.join(dir, file), text, { flag: 'wx' });
  return { dir, packageName, id, files: [...files.keys()] };
}

async function filesOf(
  kind: TemplateKind,
  packageName: string,
  id: string,
): Promise<ReadonlyMap<string, string>> {
  const title = id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');
  const name = (text: string): string => text.replaceAll('my-name', id).replaceAll('My name', title);
  const template = await readTemplate(kind);
  const manifest = JSON.parse(name(JSON.stringify(template.manifest))) as Manifest;
  const facts = { kind, packageName, id, title, manifest, apiVersion };
  return new Map([
    ['package.json', packageJson(facts)],
    ['tsconfig.json', tsconfig()],
    ['README.md', readme(facts)],
    ['.gitignore', 'node_modules/\ndist/\n.facet-dev/\n*.tgz\n'],
    ['src/index.ts', name(template.code)],
    ['src/index.test.ts', name(template.test)],
  ]);
}

async function isFree(dir: string): Promise<boolean> {
  try {
    return (await readdir(dir)).length === 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    if (codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}
