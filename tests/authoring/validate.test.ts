import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validatePluginAt } from '../../host/dist/authoring/validate-plugin.js';
import { facet, tempFolder } from '../support/facet.ts';

interface Parts {
  /** The body of activate(). */
  readonly code: string;
  readonly contributes?: object;
  readonly engines?: object;
  readonly package?: object;
  readonly readme?: boolean;
}

const masker = { maskers: [{ id: 'it', title: 'It' }] };

function writePlugin(parts: Parts): string {
  const dir = path.join(tempFolder(), 'facet-plugin-sample');
  mkdirSync(dir);
  const manifest = {
    name: 'facet-plugin-sample',
    version: '1.2.3',
    type: 'module',
    exports: './index.js',
    engines: parts.engines ?? { facet: '^0.1.0' },
    facet: { manifest: 1, contributes: parts.contributes ?? masker },
    ...parts.package,
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    path.join(dir, 'index.js'),
    `export default { activate: ({ register, kernels, models }) => { ${parts.code} } };`,
  );
  if (parts.readme !== false) writeFileSync(path.join(dir, 'README.md'), '# Sample\n');
  return dir;
}

const providing = (body: string): string =>
  `register.masker('it', { mask: async ({ crop }) => { ${body} } });`;
const right = providing('return kernels.createMask(crop.image.width, crop.image.height);');

async function problemsOf(parts: Parts, limitMs?: number) {
  const request = { dir: writePlugin(parts), env: process.env, signal: new AbortController().signal };
  const checks = await validatePluginAt({ ...request, ...(limitMs !== undefined && { limitMs }) });
  return checks
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state, detail }) => `${name} ${state}: ${detail}`);
}

describe('validation', () => {
  test('has nothing to say of a plugin that is right', async () => {
    expect(await problemsOf({ code: right })).toEqual([]);
  });

  test.each<[string, Parts, RegExp]>([
    [
      'an unknown key in the manifest',
      { code: right, contributes: { mask: [] } },
      /^manifest problem: PLUGIN_MANIFEST: .*"mask"/,
    ],
    ['no range of versions', { code: right, engines: {} }, /^manifest problem: PLUGIN_ENGINE_MISSING/],
    [
      'a host that is too old for it',
      { code: right, engines: { facet: '^9.0.0' } },
      /^manifest problem: PLUGIN_TOO_NEW/,
    ],
    [
      'a default that does not fit',
      {
        code: right,
        contributes: {
          maskers: [
            {
              id: 'it',
              title: 'It',
              options: { type: 'object', properties: { a: { type: 'number', default: 'x' } } },
            },
          ],
        },
      },
      /^options problem: PLUGIN_OPTIONS_SCHEMA/,
    ],
    ['no README', { code: right, readme: false }, /^readme problem: There is no README\.md/],
    [
      'a missing file',
      { code: right, package: { exports: './dist/index.js' } },
      /^activation problem: PLUGIN_LOAD/,
    ],
    [
      'the id of a bundled plugin',
      { code: right, package: { name: 'facet-plugin-masks' } },
      /^activation problem: PLUGIN_DUPLICATE/,
    ],
    [
      'something undeclared',
      { code: `${right} register.finisher('f', { finish() {} });` },
      /^activation problem: PLUGIN_UNDECLARED/,
    ],
    ['nothing of what it declares', { code: '' }, /^activation problem: PLUGIN_NOT_REGISTERED/],
    [
      'a mask of the wrong size',
      { code: providing('return kernels.createMask(3, 3);') },
      /^masker sample\/it problem: A masker must give a mask of the crop's size, not 3 x 3\.$/,
    ],
    [
      'an exception',
      { code: providing("throw new Error('no luck');") },
      /^masker sample\/it problem: no luck\.$/,
    ],
    [
      'the end of its process',
      { code: providing('process.exit(7);') },
      /^masker sample\/it problem: The process .* \(exit code 7\)/,
    ],
    [
      'an importer, which only its author has input for',
      {
        code: "register.importer('it', { import() {} });",
        contributes: { importers: [{ id: 'it', title: 'It' }] },
      },
      /^importer sample\/it skipped/,
    ],
  ])('names %s', async (_what, parts, sentence) => {
    const [problem] = await problemsOf(parts);
    expect(problem).toMatch(sentence);
  });

  test('ends a plugin that hangs and says at what', async () => {
    const [problem] = await problemsOf({ code: providing('for (;;);') }, 5000);
    expect(problem).toBe('masker sample/it problem: It did not finish within 5000 ms and was ended.');
  });

  test('skips a provider whose model is not in the cache, and says how to get it', async () => {
    const dir = writePlugin({
      code: "register.masker('it', { mask: async () => { await models.run('net', {}); } });",
      contributes: {
        maskers: [{ id: 'it', title: 'It', models: ['net'] }],
        models: [{ id: 'net', source: 'file:net.onnx', sha256: '0'.repeat(64), bytes: 9, license: 'MIT' }],
      },
    });
    const { code, stdout } = await facet(['plugin', 'validate', dir]);
    expect(stdout).toMatch(/skipped {2}masker sample\/it .*net/);
    expect(stdout).toContain('facet models pull');
    expect(code).toBe(0);
  });
});

describe('the command line', () => {
  test('validate ends with 1 for a problem and prints what to do', async () => {
    const dir = writePlugin({ code: right, readme: false });
    const { code, stdout } = await facet(['plugin', 'validate'], { cwd: dir });
    expect(code).toBe(1);
    expect(stdout).toContain('problem  readme');
    expect(stdout).toContain('what to do: Write one');
  });

  test('test stops at the first failing test of the package', async () => {
    const scripts = { test: 'node -e "process.exit(3)"' };
    const ran = await facet(['plugin', 'test', writePlugin({ code: right, package: { scripts } }), '--json']);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'PLUGIN_SCRIPT' } });
  });

  test('pack refuses a plugin with a problem, and one whose code would stay behind', async () => {
    const bad = await facet(['plugin', 'pack', writePlugin({ code: '' }), '--json']);
    expect(JSON.parse(bad.stdout)).toMatchObject({ error: { code: 'PLUGIN_INVALID' } });
    const empty = writePlugin({ code: right, package: { files: ['lib'] } });
    const behind = await facet(['plugin', 'pack', empty, '--json']);
    expect(JSON.parse(behind.stdout)).toMatchObject({
      error: { code: 'PLUGIN_INVALID', message: expect.stringContaining('index.js is not among the files') },
    });
  });

  test('pack writes the file where it is told, and lists what is in it', async () => {
    const out = tempFolder();
    const dir = writePlugin({ code: right });
    const ran = await facet(['plugin', 'pack', dir, '--out', out, '--json']);
    const { file, files } = JSON.parse(ran.stdout) as { file: string; files: string[] };
    expect(file).toBe(path.join(out, 'facet-plugin-sample-1.2.3.tgz'));
    expect(readFileSync(file).length).toBeGreaterThan(100);
    expect(files.sort()).toEqual(['README.md', 'index.js', 'package.json']);
  });

  test.each([
    [['finisher', 'Not A Name'], 'PLUGIN_NAME'],
    [['finisher', '@acme/facet-plugin-'], 'PLUGIN_NAME'],
    [['filter', 'mine'], 'USAGE'],
    [['finisher', 'taken'], 'PLUGIN_FOLDER'],
  ])('new %j is refused', async (args, code) => {
    const cwd = tempFolder();
    mkdirSync(path.join(cwd, 'facet-plugin-taken', 'src'), { recursive: true });
    const ran = await facet(['plugin', 'new', ...args, '--json'], { cwd });
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } });
  });
});
