import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { facet, tempFolder } from '../support/facet.ts';

let folder: string;
const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const packageJson = (version: string, name = 'facet-plugin-acme'): string =>
  JSON.stringify({
    name,
    version,
    type: 'module',
    exports: './index.js',
    engines: { facet: '*' },
    facet: { manifest: 1, hooks: true },
  });
const single = `process.stderr.write('CODE RAN\\n');
  export default { name: 'facet-plugin-single', version: '2.0.0', facet: '*', manifest: { manifest: 1 }, activate() {} };`;

beforeEach(async () => {
  folder = tempFolder();
  write('facet.config.json', '{ "plugins": ["./acme", "./single.mjs"] }');
  write('acme/package.json', packageJson('1.0.0'));
  write('acme/index.js', 'export default { activate() {} };');
  write('single.mjs', single);
  expect((await facet(['plugins', 'lock'], { cwd: folder })).code).toBe(0);
});

const frozen = () => facet(['plugins', 'list', '--frozen'], { cwd: folder });

test('facet.lock records versions and hashes, and --frozen takes what it records', async () => {
  expect(JSON.parse(readFileSync(path.join(folder, 'facet.lock'), 'utf8'))).toEqual({
    lock: 1,
    plugins: {
      acme: { id: 'acme', version: '1.0.0', integrity: expect.stringMatching(/^sha512-/) as unknown },
      'single.mjs': {
        id: 'single',
        version: '2.0.0',
        integrity: expect.stringMatching(/^sha512-/) as unknown,
      },
    },
  });
  write('acme/node_modules/other/index.js', 'what it depends on is not in it');
  expect((await frozen()).code).toBe(0);
});

test.each<[string, () => void, string]>([
  [
    'another version',
    () => write('acme/package.json', packageJson('1.0.1')),
    'locked is acme 1.0.0 with sha512-<hash>, found is acme 1.0.1 with sha512-<hash>',
  ],
  [
    'another id',
    () => write('acme/package.json', packageJson('1.0.0', 'facet-plugin-emca')),
    'locked is acme 1.0.0 with sha512-<hash>, found is emca 1.0.0 with sha512-<hash>',
  ],
  [
    'changed code',
    () => write('acme/index.js', 'export default { activate() {} }; // more'),
    'locked is acme 1.0.0 with sha512-<hash>, found is acme 1.0.0 with sha512-<hash>',
  ],
  ['one more file', () => write('acme/extra.js', ''), 'found is acme 1.0.0 with sha512-<hash>'],
  [
    'a changed single file',
    () => write('single.mjs', `${single} // more`),
    'locked is single 2.0.0 with sha512-<hash>, found is a plugin with sha512-<hash>',
  ],
  [
    'a plugin more',
    () => {
      write('more.mjs', single);
      write('facet.config.json', '{ "plugins": ["./acme", "./single.mjs", "./more.mjs"] }');
    },
    'locked is nothing',
  ],
  ['a plugin less', () => write('facet.config.json', '{ "plugins": ["./acme"] }'), 'no such plugin'],
])('--frozen refuses %s before its code runs', async (_, change, part) => {
  change();
  const { code, stderr } = await facet(['models', 'verify', '--frozen'], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain('LOCK_DIFFERS');
  expect(stderr.replaceAll(/sha512-[\w+/=]+/g, 'sha512-<hash>')).toContain(part);
  expect(stderr).toContain(path.join(folder, 'facet.lock'));
  if (part !== 'locked is nothing') expect(stderr).not.toContain('CODE RAN');
});

describe('a plugin object in a config', () => {
  const object = ({ name = 'facet-plugin-inner', version = '1.0.0', does = '' } = {}): string =>
    `export default { name: '${name}', version: '${version}', facet: '*', manifest: { manifest: 1, hooks: true }, activate() { ${does} } };`;
  const config = (plugins: string): string =>
    `import inner from './inner.mjs';\nexport default { plugins: [${plugins}] };`;

  beforeEach(async () => {
    folder = tempFolder();
    write('inner.mjs', object());
    write('facet.config.mjs', config('inner'));
    expect((await facet(['plugins', 'lock'], { cwd: folder })).code).toBe(0);
  });

  test('is locked by its package name, with id and version and without a hash', async () => {
    expect(JSON.parse(readFileSync(path.join(folder, 'facet.lock'), 'utf8'))).toEqual({
      lock: 1,
      plugins: { 'object facet-plugin-inner': { id: 'inner', version: '1.0.0' } },
    });
    expect((await frozen()).code).toBe(0);
  });

  test.each<[string, () => void, string]>([
    [
      'another version',
      () => write('inner.mjs', object({ version: '1.1.0' })),
      '"object facet-plugin-inner" is not the one that <lock> records: locked is inner 1.0.0, found is inner 1.1.0.',
    ],
    [
      'another id',
      () => write('inner.mjs', object().replace('manifest: 1,', "manifest: 1, id: 'other',")),
      '"object facet-plugin-inner" is not the one that <lock> records: locked is inner 1.0.0, found is other 1.0.0.',
    ],
    [
      'an object of another name',
      () => write('inner.mjs', object({ name: 'facet-plugin-outer' })),
      '"object facet-plugin-inner" is not the one that <lock> records: locked is inner 1.0.0, found is no such plugin in the config.',
    ],
    [
      'one more object',
      () => write('facet.config.mjs', config("inner, { ...inner, name: 'facet-plugin-more' }")),
      '"object facet-plugin-more" is not the one that <lock> records: locked is nothing, found is an object in the config.',
    ],
  ])('is refused as %s before it is activated', async (_, change, sentence) => {
    change();
    const { code, stderr } = await facet(['plugins', 'list', '--frozen'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr.replaceAll(path.join(folder, 'facet.lock'), '<lock>')).toContain(
      `LOCK_DIFFERS: The plugin ${sentence}`,
    );
  });

  test('may change its code without its version: that is the matter of the config', async () => {
    write('inner.mjs', object({ does: 'console.error("OTHER CODE");' }));
    const { code, stderr } = await frozen();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('OTHER CODE') as unknown });
  });
});

test.each([
  ['LOCK_MISSING', undefined],
  ['LOCK_BROKEN', 'no json'],
  ['LOCK_BROKEN', '{ "lock": 2 }'],
])('--frozen without a lock that can be read fails with %s (%j)', async (code, text) => {
  folder = tempFolder();
  write('facet.config.json', '{}');
  if (text !== undefined) write('facet.lock', text);
  const ran = await frozen();
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(code);
  expect(existsSync(path.join(folder, 'facet.lock'))).toBe(text !== undefined);
});
