import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { facet, tempFolder } from '../support/facet.ts';

let folder: string;
const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const packageJson = (version: string): string =>
  JSON.stringify({
    name: 'facet-plugin-acme',
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
  ['another version', () => write('acme/package.json', packageJson('1.0.1')), 'version 1.0.0'],
  [
    'changed code',
    () => write('acme/index.js', 'export default { activate() {} }; // more'),
    'version 1.0.0',
  ],
  ['one more file', () => write('acme/extra.js', ''), 'version 1.0.0'],
  ['a changed single file', () => write('single.mjs', `${single} // more`), 'version 2.0.0'],
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
  expect(stderr).toContain(part);
  expect(stderr).toContain(path.join(folder, 'facet.lock'));
  if (part !== 'locked is nothing') expect(stderr).not.toContain('CODE RAN');
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
