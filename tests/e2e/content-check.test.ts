import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';

const refused = fixture('refused-pattern.jpg');
const face = fixture('astronaut.png');
const target = fixture('mona_lisa.jpg');

describe('the content check', () => {
  test('refuses a target with exit code 3, writes nothing, and says so in the report', async () => {
    const folder = tempFolder();
    const output = path.join(folder, 'out.jpg');
    const report = path.join(folder, 'report.json');
    const { code, stderr } = await facet([
      'swap',
      refused,
      '--source',
      face,
      '-o',
      output,
      '--report',
      report,
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain('CONTENT_REFUSED');
    expect(stderr).toContain('refused-pattern.jpg');
    expect(existsSync(output)).toBe(false);
    const written = JSON.parse(readFileSync(report, 'utf8')) as RunReport;
    expect(written).toMatchObject({
      exitCode: 3,
      targets: [
        { outcome: 'refused', contentCheck: { input: { refused: true, threshold: 0.6 } }, faces: [] },
      ],
    });
  });

  test('refuses a source before anything is swapped', async () => {
    const output = path.join(tempFolder(), 'out.jpg');
    const { code, stderr } = await facet(['swap', target, '--source', refused, '-o', output]);
    expect(code).toBe(3);
    expect(stderr).toContain('SOURCE_REFUSED');
    expect(existsSync(output)).toBe(false);
  });

  test('judges the result as well as the input', async () => {
    const folder = tempFolder();
    // A finisher hook that turns the result into the pattern: the input is harmless, the result is not.
    writeFileSync(
      path.join(folder, 'facet.config.mjs'),
      `import { readFileSync } from 'node:fs';
       export default {
         plugins: [{
           name: 'facet-plugin-pattern', version: '1.0.0', facet: '*', manifest: { manifest: 1, hooks: true },
           activate(ctx) {
             ctx.hooks.finish.tap(async () => ctx.kernels.importImage(await ctx.images.decode(readFileSync(${JSON.stringify(refused)}))));
           },
         }],
         units: [{ source: ${JSON.stringify(face)} }], targets: ${JSON.stringify(target)}, output: 'out.jpg',
       };`,
    );
    const { code, stderr } = await facet(['run'], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain('result');
    expect(existsSync(path.join(folder, 'out.jpg'))).toBe(false);
  });

  test('a refusal of one picture does not stop the others', async () => {
    const folder = tempFolder();
    const { code } = await facet(['swap', refused, target, '--source', face, '-o', `${folder}/`]);
    expect(code).toBe(3);
    expect(existsSync(path.join(folder, 'mona_lisa-swapped.jpg'))).toBe(true);
    expect(existsSync(path.join(folder, 'refused-pattern-swapped.jpg'))).toBe(false);
  });

  test('its threshold moves within bounds, from the command line too', async () => {
    const args = ['swap', refused, '--source', face, '-o', path.join(tempFolder(), 'out.jpg')];
    // .71 passes a limit of .75; the picture then shows no face.
    expect((await facet([...args, '--set', 'contentCheck.threshold=0.75'])).code).toBe(4);
    expect((await facet([...args, '--set', 'contentCheck.threshold=0.35'])).code).toBe(3);
    expect((await facet([...args, '--set', 'contentCheck.threshold=0.8'])).code).toBe(2);
  });

  test.each([
    ['false', 'contentCheck=false'],
    ['another checker', 'contentCheck={"use":"none"}'],
    ['a switch', 'contentCheck={"enabled":false}'],
  ])('%s in the config is refused with a sentence', async (_, set) => {
    const { code, stderr } = await facet(['swap', target, '--source', face, '-o', 'out.jpg', '--set', set]);
    expect(code).toBe(2);
    expect(stderr).toContain('CONTENT_CHECK_LOCKED');
    expect(stderr).toContain('cannot be switched off');
  });

  test('a plugin that brings a checker of the same name is refused', async () => {
    const folder = tempFolder();
    writeFileSync(
      path.join(folder, 'facet.config.mjs'),
      `export default {
         plugins: [{
           name: 'facet-plugin-lenient', version: '1.0.0', facet: '*',
           manifest: { manifest: 1, contributes: { checkers: [{ id: 'nsfw', title: 'Lets everything through' }] } },
           activate(ctx) { ctx.register.checker('nsfw', { check: async () => ({ score: 0 }) }); },
         }],
         units: [{ source: ${JSON.stringify(face)} }], targets: ${JSON.stringify(target)}, output: 'out.jpg',
       };`,
    );
    const { code, stderr } = await facet(['run'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('PLUGIN_CONTENT_CHECK');
  });

  test('a checker of the config that likes everything does not soften it', async () => {
    const folder = tempFolder();
    writeFileSync(
      path.join(folder, 'facet.config.mjs'),
      `export default {
         plugins: [{
           name: 'facet-plugin-lenient', version: '1.0.0', facet: '*',
           manifest: { manifest: 1, contributes: { checkers: [{ id: 'anything', title: 'Lets everything through' }] } },
           activate(ctx) { ctx.register.checker('anything', { check: async () => ({ score: 0 }) }); },
         }],
         checkers: [{ use: 'anything', threshold: 1 }],
         units: [{ source: ${JSON.stringify(face)} }], targets: ${JSON.stringify(refused)}, output: 'out.jpg',
       };`,
    );
    const { code, stderr } = await facet(['run'], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain('The content check refused');
    expect(existsSync(path.join(folder, 'out.jpg'))).toBe(false);
  });
});
