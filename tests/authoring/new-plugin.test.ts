import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { writeNewPlugin } from '../../host/dist/authoring/new-plugin.js';
import { tempFolder } from '../support/facet.ts';

test.each([
  ['detector', 'Rose: a detector for Facet'],
  ['inpainter', 'Rose: an inpainter for Facet'],
  ['kernels', 'Rose: kernels for Facet'],
  ['hooks', 'Rose: a plugin for Facet'],
] as const)('a new plugin with %s is described as "%s"', async (kind, description) => {
  const { dir } = await writeNewPlugin({ kind, name: 'rose', parent: tempFolder() });
  const read = (file: string): string => readFileSync(path.join(dir, file), 'utf8');
  expect(JSON.parse(read('package.json'))).toMatchObject({ description });
  expect(read('README.md')).toContain(`\n${description}.\n`);
});
