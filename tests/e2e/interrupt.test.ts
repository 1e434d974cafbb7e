import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { facet, fixture, tempFolder } from '../support/facet.ts';

/** A plugin that says when a stage of the run is reached and then waits there. */
const waiting = (hook: string, forever: boolean): string => `{
  name: 'facet-plugin-waiting', version: '1.0.0', facet: '*', manifest: { manifest: 1, hooks: true },
  activate(ctx) {
    ctx.hooks.${hook}.tap(async () => {
      process.stderr.write('REACHED\\n');
      ${forever ? 'for (;;);' : 'await new Promise((resolve) => setTimeout(resolve, 1000));'}
    });
  },
}`;

test.each([
  ['before the paste', 'beforePaste', false],
  ['just before encoding', 'finish', false],
  ['inside an endless loop', 'finish', true],
])('Ctrl-C %s leaves nothing half written', async (_, hook, forever) => {
  const folder = tempFolder();
  writeFileSync(
    path.join(folder, 'facet.config.mjs'),
    `export default {
      plugins: [${waiting(hook, forever)}],
      units: [{ source: ${JSON.stringify(fixture('astronaut.png'))} }],
      targets: ${JSON.stringify(fixture('mona_lisa.jpg'))},
      output: 'out.jpg',
    };`,
  );
  const { code, stderr } = await facet(['run'], {
    cwd: folder,
    onStderr: (text, kill) => {
      if (text.includes('REACHED')) kill('SIGINT');
    },
  });
  expect(stderr).toContain('REACHED');
  expect(code).toBe(130);
  expect(readdirSync(folder)).toEqual(['facet.config.mjs']);
});
