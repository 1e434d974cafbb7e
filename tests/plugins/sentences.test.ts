import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { facet, tempFolder } from '../support/facet.ts';
import { absent, misfits } from './sentences/found.ts';
import type { Files } from './sentences/project.ts';
import { code, config, extended, folder, json } from './sentences/project.ts';
import { unreadable, unusable } from './sentences/read.ts';

function project(files: Files): string {
  const here = realpathSync(tempFolder());
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(here, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return here;
}

/** What the command line says in a project, in full. */
async function said(files: Files, args: readonly string[]): Promise<string> {
  const here = project(files);
  const { stdout, stderr } = await facet(args, { cwd: here });
  return `${stdout}${stderr}`.replaceAll(here, '<here>');
}

describe('before code runs, the command line says of a plugin with', () => {
  test.each([...absent, ...misfits, ...unreadable])('%s', async (_, files, sentence, remedy) => {
    const words = await said(files, ['config', 'check']);
    expect(words).toBe(`error ${sentence}\n  what to do: ${remedy}\n`);
  });

  test('a package.json that is no JSON, where that is, in the words of Node', async () => {
    const words = await said({ ...config(), 'acme/package.json': '{\n  "name": "x",\n}' }, [
      'config',
      'check',
    ]);
    expect(words).toMatch(
      /^error PLUGIN_MANIFEST: <here>\/acme\/package\.json cannot be read as JSON: .+\. The plugin is named in facet\.config\.json:3:5\.\n  what to do: Mend the file, or remove the plugin from "plugins"\.\n$/,
    );
  });
});

describe('where code runs, the command line says of a plugin with', () => {
  test.each(unusable)('%s', async (_, files, sentence, remedy) => {
    const words = await said(files, ['plugins', 'list', '--activate']);
    const [, text] = /^[A-Z_]+: (.*)$/.exec(sentence)!;
    expect(words).toContain(`acme 1.2.3  (failed)\n  ${text}\n  what to do: ${remedy}\n`);
  });

  test('a mistake that a run meets the same, as an error', async () => {
    const [, files, sentence, remedy] = unusable.find(([what]) => what === 'a registration that is missing')!;
    const hooks = {
      ...files,
      ...folder({
        package: {
          facet: { manifest: 1, hooks: true, contributes: { finishers: [{ id: 'shine', title: 'Shine' }] } },
        },
        code: 'export default { activate() {} };\n',
      }),
    };
    const words = await said(hooks, ['run']);
    expect(words).toBe(`error ${sentence}\n  what to do: ${remedy}\n`);
  });
});

const ways: readonly (readonly [string, Files])[] = [
  ['a folder', { ...config(), ...folder() }],
  ['a folder named twice', { ...config(['./acme', './acme']), ...folder() }],
  [
    'CommonJS',
    { ...config(), ...folder({ package: { type: 'commonjs' }, code: code('', 'module.exports =') }) },
  ],
  [
    'CommonJS that a compiler made of a module',
    {
      ...config(),
      ...folder({
        package: { type: 'commonjs' },
        code: `Object.defineProperty(exports, '__esModule', { value: true });\n${code('', 'exports.default =')}`,
      }),
    },
  ],
  ['TypeScript', { ...config(), ...folder({ package: { exports: './index.ts' } }), 'acme/index.ts': code() }],
  [
    'a package beside the file that names it, which another extends',
    {
      'facet.config.json': json({ extends: './shared/base.json' }),
      'shared/base.json': json({ plugins: ['facet-plugin-acme'] }),
      ...folder({ dir: 'shared/node_modules/facet-plugin-acme' }),
    },
  ],
  [
    'an object that a file imports, which another extends',
    extended('acme', {
      'shared/acme.ts': `export default { name: 'facet-plugin-acme', version: '1.2.3', facet: '*', manifest: { manifest: 1, contributes: { finishers: [{ id: 'shine', title: 'Shine' }] } }, activate({ register }: { register: { finisher(id: string, value: object): void } }) { register.finisher('shine', { finish: async (frame: unknown) => frame }); } };\n`,
    }),
  ],
];

test.each(ways)('a plugin is taken as %s', async (_, files) => {
  expect(await said(files, ['plugins', 'list', '--activate'])).toMatch(
    /^acme 1\.2\.3 {2}\(active after \d+ ms\)$/m,
  );
});
