import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Kind, Manifest } from '@facet/api';
import { kinds } from '@facet/api';

/** What a plugin can be started as: a provider of any kind, or one that only taps hooks. */
export type TemplateKind = Kind | 'hooks';

export const templateKinds: readonly TemplateKind[] = [...kinds, 'hooks'];

export interface Template {
  readonly manifest: Manifest;
  /** TypeScript of the module and of its test. */
  readonly code: string;
  readonly test: string;
}

/** The example of a kind; in all of it, `my-name` stands for the plugin's id. */
export async function readTemplate(kind: TemplateKind): Promise<Template> {
  const [manifest, code, test] = await Promise.all(
    ['manifest.json', 'index.ts', 'index.test.ts'].map((file) =>
      readFile(fileURLToPath(new URL(`../../templates/${kind}/${file}`, import.meta.url)), 'utf8'),
    ),
  );
  return { manifest: JSON.parse(manifest!) as Manifest, code: code!, test: test! };
}
