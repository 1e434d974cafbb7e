import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeNewPlugin } from '../../host/dist/authoring/new-plugin.js';
import type { TemplateKind } from '../../host/dist/authoring/templates.js';
import { root } from './facet.ts';

/** The example plugin, loaded from its TypeScript. */
export function examplePlugin(parent: string): string {
  const dir = path.join(parent, 'facet-plugin-studio');
  cpSync(path.join(root, 'examples', 'facet-plugin-studio'), dir, { recursive: true });
  return fromSources(dir);
}

/** A plugin as `facet plugin new` writes it, loaded from its TypeScript. */
export async function newPlugin(parent: string, kind: TemplateKind, name: string): Promise<string> {
  return fromSources((await writeNewPlugin({ kind, name, parent })).dir);
}

/** Lets a package be loaded without a build: its entry is its source, its dependencies are those of this repository. */
function fromSources(dir: string): string {
  const file = path.join(dir, 'package.json');
  const facts = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...facts, exports: './src/index.ts' }));
  symlinkSync(path.join(root, 'node_modules'), path.join(dir, 'node_modules'), 'dir');
  return dir;
}
