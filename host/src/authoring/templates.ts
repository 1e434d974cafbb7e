import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Kind, Manifest } from '@facet/api';
import { kinds } from '@facet/api';

/** What a plugin can be started as: every kind that the config lets others provide, or one that only taps hooks. */
export type TemplateKind = Exclude<Kind, 'checker'> | 'hooks';

/** The content check is the host's own, so there is no template for a checker; the hook `check` adds to it. */
export const templateKinds: readonly TemplateKind[] = [
  ...kinds.filter((kind) => kind !== 'checker'),
  'hooks',
];

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
