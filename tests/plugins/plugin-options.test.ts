import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { InlinePlugin, PluginContext } from '@facet/api';
import { createTestHost } from '@facet/testing';
import { facet, root, tempFolder } from '../support/facet.ts';
import { openHost, painter } from './open-host.ts';

// The host has its own ajv; the one at the root is the linter's.
const { Ajv2020 } = createRequire(path.join(root, 'host', 'package.json'))('ajv/dist/2020.js') as {
  Ajv2020: new (options: object) => { compile(schema: object): (value: unknown) => boolean };
};

const options = {
  type: 'object',
  properties: {
    server: { type: 'string', default: 'localhost' },
    retries: { type: 'integer', minimum: 0, default: 2 },
    tint: { type: 'object', properties: { hue: { type: 'number', default: 0.5 } }, default: {} },
  },
};

/** A plugin object that keeps what it was given. */
function curious(seen: PluginContext['options'][]): InlinePlugin {
  return painter('curious', {
    manifest: { manifest: 1, hooks: true, options },
    activate: (ctx) => void seen.push(ctx.options),
  });
}

const from = root;

test('a plugin gets its own options with the defaults, frozen to the last', async () => {
  const seen: PluginContext['options'][] = [];
  const given = { retries: 5 };
  const specs = [{ spec: curious(seen), from, options: given }];
  const { host } = await openHost([], { bundled: [], specs });
  await host.activateHookPlugins();
  expect(seen).toEqual([{ server: 'localhost', retries: 5, tint: { hue: 0.5 } }]);
  expect(Object.isFrozen(seen[0])).toBe(true);
  expect(Object.isFrozen(seen[0]!.tint)).toBe(true);
  expect(given).toEqual({ retries: 5 });
});

test('named several times, a plugin takes the last options that are given', async () => {
  const seen: PluginContext['options'][] = [];
  const spec = curious(seen);
  const specs = [
    { spec, from, options: { retries: 5 } },
    { spec, from, options: { retries: 7 } },
    { spec, from },
  ];
  const { host } = await openHost([], { bundled: [], specs });
  await host.activateHookPlugins();
  expect(seen).toMatchObject([{ retries: 7 }]);
});

test.each([
  [{ retires: 1 }, 'unknown key "retires". Did you mean "retries"?'],
  [{ retries: 'many' }, 'Expected options.retries to be integer but received "many" (string).'],
])('options that break the schema are refused with their place: %j', async (wrong, part) => {
  const specs = [{ spec: curious([]), from, options: wrong, namedBy: 'facet.config.json:3' }];
  await expect(openHost([], { bundled: [], specs })).rejects.toMatchObject({
    code: 'OPTIONS_INVALID',
    message: expect.stringMatching(/^Plugin "curious" 3\.1\.4 .*\(facet\.config\.json:3\)/) as unknown,
    details: { problems: [expect.stringContaining(part)] },
  });
});

test('a plugin without options takes none', async () => {
  const specs = [{ spec: painter('plain'), from, options: { size: 1 } }];
  await expect(openHost([], { bundled: [], specs })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
});

test('a schema that contradicts itself is refused', async () => {
  const properties = { size: { type: 'integer', default: 'large' } };
  const broken = painter('broken', { manifest: { manifest: 1, options: { type: 'object', properties } } });
  const { host } = await openHost([broken], { bundled: [] });
  await expect(host.activatePlugin('broken')).rejects.toMatchObject({ code: 'PLUGIN_OPTIONS_SCHEMA' });
  expect(host.plugins).toMatchObject([{ id: 'broken', state: 'failed' }]);
});

/** A project with a plugin that prints its options when it is activated. */
function project(plugins: unknown): string {
  const cwd = tempFolder();
  const dir = path.join(cwd, 'node_modules', 'facet-plugin-acme');
  mkdirSync(dir, { recursive: true });
  const facts = { name: 'facet-plugin-acme', version: '1.0.0', type: 'module', exports: './index.js' };
  const manifest = { manifest: 1, hooks: true, title: 'Acme', options };
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({ ...facts, engines: { facet: '*' }, facet: manifest }),
  );
  writeFileSync(
    path.join(dir, 'index.js'),
    'export default { activate(ctx) { ctx.log.warn(`RAN ${JSON.stringify(ctx.options)}`); } };',
  );
  writeFileSync(path.join(cwd, 'facet.config.json'), JSON.stringify({ plugins }, undefined, 2));
  return cwd;
}

test('the config gives them beside the name, and config check judges them without running the plugin', async () => {
  const right = project([['facet-plugin-acme', { server: 'example.org' }]]);
  const ran = await facet(['plugins', 'list'], { cwd: right });
  expect(ran.stderr).toContain('RAN {"server":"example.org","retries":2,"tint":{"hue":0.5}}');
  expect((await facet(['config', 'check'], { cwd: right })).stderr).toBe('');

  const wrong = project([['facet-plugin-acme', { retries: -1 }]]);
  const checked = await facet(['config', 'check'], { cwd: wrong });
  expect(checked.code).toBe(2);
  expect(checked.stderr).toMatch(/OPTIONS_INVALID: Plugin "acme" 1\.0\.0 .*facet\.config\.json:3:5/);
  expect(checked.stderr).toContain('Expected options.retries to be >= 0');
  expect(checked.stderr).not.toContain('RAN');
});

test('facet config schema knows them', async () => {
  const { stdout } = await facet(['config', 'schema'], { cwd: project(['facet-plugin-acme']) });
  const accepts = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(JSON.parse(stdout) as object);
  const cases: readonly (readonly [unknown, boolean])[] = [
    ['facet-plugin-acme', true],
    [['facet-plugin-acme', { retries: 3 }], true],
    [['facet-plugin-acme', { retries: -3 }], false],
    [['facet-plugin-acme', { retires: 3 }], false],
    [['@facet/plugin-masks', { size: 3 }], false],
    [['facet-plugin-later', { anything: 3 }], true],
    [['facet-plugin-acme', {}, 'more'], false],
    [['facet-plugin-acme'], false],
  ];
  expect(cases.map(([entry]) => accepts({ plugins: [entry] }))).toEqual(cases.map(([, right]) => right));
});

test('a plugin with options needs trust as any other', async () => {
  const env = { FACET_TRUST: '', FACET_TRUST_FILE: path.join(tempFolder(), 'trust.json') };
  const cwd = project([['facet-plugin-acme', { retries: 3 }]]);
  const ran = await facet(['plugins', 'list'], { cwd, env });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('TRUST_REQUIRED');
  expect(ran.stderr).toContain('plugin facet-plugin-acme');
  expect(ran.stderr).not.toContain('RAN');
});

test('the test host gives them, too', async () => {
  const seen: PluginContext['options'][] = [];
  await createTestHost({ plugin: curious(seen), options: { retries: 9 } });
  expect(seen).toEqual([{ server: 'localhost', retries: 9, tint: {} }]);
  await expect(createTestHost({ plugin: curious([]), options: { nothing: 1 } })).rejects.toMatchObject({
    code: 'OPTIONS_INVALID',
  });
});
