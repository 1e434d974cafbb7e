import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { fixture } from '../support/facet.ts';
import { installedFacet, packAll, projectWith } from '../support/packed.ts';

test('the packed packages install in an empty folder and swap a face there', () => {
  const packed = packAll();
  expect(packed).toHaveLength(14);
  const project = projectWith(packed);
  writeFileSync(
    path.join(project, 'facet.config.ts'),
    `import { defineConfig } from '@facet/api';
     export default defineConfig({
       extends: 'balanced',
       units: [{ source: ${JSON.stringify(fixture('astronaut.png'))} }],
       targets: ${JSON.stringify(fixture('mona_lisa.jpg'))},
       output: 'out/{name}.{ext}',
     });`,
  );
  const run = installedFacet(project);
  const { checks } = JSON.parse(run('doctor', '--json')) as {
    checks: readonly { name: string; state: string }[];
  };
  expect(checks.length).toBeGreaterThan(20);
  expect(checks.filter((check) => check.state !== 'ok')).toEqual([]);
  run('run');
  expect(existsSync(path.join(project, 'out', 'mona_lisa.jpg'))).toBe(true);
});
