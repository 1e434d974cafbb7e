import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { facet as inProcess } from '../cli/fake-engine.ts';
import { facet, tempFolder } from '../support/facet.ts';

let folder: string;
let env: Readonly<Record<string, string>>;
beforeEach(() => {
  folder = tempFolder();
  writeFileSync(path.join(folder, 'package.json'), '{}');
  env = { FACET_TRUST: '', FACET_TRUST_FILE: path.join(tempFolder(), 'trust.json') };
});

const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const loud = `process.stderr.write('CODE RAN\\n'); export default { device: 'cpu' };`;

describe('without a person to ask', () => {
  test.each([
    ['a config in TypeScript', { 'facet.config.ts': loud }, 'config facet.config.ts'],
    [
      'a JSON config that extends code',
      { 'facet.config.json': '{ "extends": "./base.mjs" }', 'base.mjs': loud },
      'config base.mjs',
    ],
    [
      'a JSON config with a plugin',
      { 'facet.config.json': '{ "plugins": ["./acme.mjs"] }', 'acme.mjs': loud },
      'plugin ./acme.mjs (named in facet.config.json)',
    ],
    [
      'a YAML config with a package',
      { 'facet.config.yaml': 'plugins: [facet-plugin-acme]' },
      'plugin facet-plugin-acme (named in facet.config.yaml)',
    ],
  ])('%s runs nothing and fails', async (_, files, named) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    const ran = await facet(['plugins', 'list'], { cwd: folder, env });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('TRUST_REQUIRED');
    expect(ran.stderr).toContain(named);
    expect(ran.stderr).toContain('facet trust');
    expect(ran.stderr).not.toContain('CODE RAN');
  });

  test.each([
    ['a JSON config', { 'facet.config.json': '{ "device": "cpu", "extends": "fast" }' }],
    ['one that names a bundled plugin', { 'facet.config.json': '{ "plugins": ["@facet/plugin-masks"] }' }],
  ])('%s runs anywhere', async (_, files) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    expect(await facet(['config', 'print'], { cwd: folder, env })).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    [['--set', 'plugins=["./acme.mjs"]'], {}],
    [['--set', 'extends=./base.mjs'], {}],
    [[], { FACET_PLUGINS: '["./acme.mjs"]' }],
  ])('code named by %j %j needs trust, too', async (args, more) => {
    write('base.mjs', loud);
    const ran = await facet(['config', 'print', ...args], { cwd: folder, env: { ...env, ...more } });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('TRUST_REQUIRED');
  });
});

describe('trust', () => {
  const list = () => facet(['config', 'print'], { cwd: folder, env });

  test('lasts until the config file changes, or it is revoked', async () => {
    write('facet.config.mjs', loud);
    expect((await facet(['trust'], { cwd: folder, env })).stdout).toContain('config facet.config.mjs');
    expect(await list()).toMatchObject({ code: 0, stderr: 'CODE RAN\n' });
    expect((await facet(['trust', '--list'], { env })).stdout).toContain(path.basename(folder));

    write('facet.config.mjs', `${loud}\n// changed`);
    expect((await list()).stderr).toContain('TRUST_REQUIRED');
    expect((await facet(['config', 'print', '--trust'], { cwd: folder, env })).code).toBe(0);
    expect((await list()).code).toBe(0);
    write('facet.config.mjs', loud);
    expect((await list()).stderr).toContain('TRUST_REQUIRED');

    write('facet.config.mjs', `${loud}\n// changed`);
    expect((await facet(['trust', folder, '--revoke'], { env })).code).toBe(0);
    expect((await list()).stderr).toContain('TRUST_REQUIRED');
    expect((await facet(['trust', folder, '--revoke'], { env })).code).toBe(1);
  });

  test('FACET_TRUST=1 trusts without a record', async () => {
    write('facet.config.mjs', loud);
    const ran = await facet(['config', 'print'], { cwd: folder, env: { ...env, FACET_TRUST: '1' } });
    expect(ran.code).toBe(0);
    expect((await list()).stderr).toContain('TRUST_REQUIRED');
  });

  test('of one folder is not trust of another', async () => {
    write('facet.config.mjs', loud);
    await facet(['trust'], { cwd: folder, env });
    folder = tempFolder();
    write('facet.config.mjs', loud);
    expect((await list()).stderr).toContain('TRUST_REQUIRED');
  });
});

describe('a person', () => {
  test.each([
    ['y', 0],
    ['yes', 0],
    ['', 2],
    ['n', 2],
  ])('who answers "%s" is asked once', async (answer, exitCode) => {
    write('facet.config.json', '{ "plugins": ["./acme"] }');
    const questions: string[] = [];
    const ask = (question: string): Promise<string> => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    const world = { cwd: folder, env, ask };
    const first = await inProcess(['plugins', 'list'], world);
    expect(first.exitCode).toBe(exitCode);
    expect(first.stderr).toContain('plugin ./acme (named in facet.config.json)');
    expect(first.stderr).toContain('with your rights');
    expect((await inProcess(['plugins', 'list'], world)).exitCode).toBe(exitCode);
    expect(questions).toHaveLength(exitCode === 0 ? 1 : 2);
  });
});
