import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { InlinePlugin, Manifest } from '@facet/api';
import { bundledPlugins, manifestSchema } from '../../host/dist/plugins/index.js';
import { openHost, painter } from './open-host.ts';

/** The host's ajv; the linter at the root of the workspace brings an older one. */
const { Ajv2020 } = createRequire(new URL('../../host/package.json', import.meta.url))(
  'ajv/dist/2020.js',
) as {
  readonly Ajv2020: new (options: object) => {
    validateSchema(schema: object): boolean;
    compile(schema: object): (value: unknown) => boolean;
  };
};

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));

const withOptions = (options: Record<string, unknown>): Manifest => ({
  manifest: 1,
  contributes: {
    maskers: [{ id: 'paint', title: 'Paint', options: { type: 'object', properties: options } }],
  },
});

const sized = painter('acme', {
  manifest: withOptions({
    size: { type: 'integer', minimum: 1, default: 3 },
    tint: { type: 'object', properties: { hue: { type: 'number', default: 0.5 } }, default: {} },
    edge: { enum: ['hard', 'soft'], default: 'soft' },
  }),
});

describe('plugins are found', () => {
  test('as every bundled plugin, with a manifest the host accepts, and none of them is activated', async () => {
    const { host, diagnostics } = await openHost([]);
    expect(diagnostics).toEqual([]);
    expect(host.plugins.map((plugin) => plugin.id).sort()).toEqual([...bundledPlugins].sort());
    expect(new Set(host.plugins.map((plugin) => plugin.state))).toEqual(new Set(['known']));
    for (const ref of host.contributions()) {
      if (ref.kind !== 'importer') expect(host.options(ref, {}, 'a test')).toEqual(expect.any(Object));
    }
  });

  test('in a bundled place that holds none, which is reported and leaves the others usable', async () => {
    const { host, diagnostics } = await openHost([painter('acme')], { bundled: ['masks', 'vanished'] });
    expect(diagnostics).toMatchObject([{ level: 'error', code: 'PLUGIN_NOT_FOUND', plugin: 'vanished' }]);
    expect(host.plugins).toMatchObject([
      { id: 'masks', state: 'known' },
      { id: 'acme', state: 'known' },
      { id: 'vanished', state: 'failed', reason: expect.stringContaining('vanished') },
    ]);
    expect(() => host.resolve('upscaler', 'lanczos')).toThrow(/could not be read: vanished/);
  });

  test('by package name, from the file that names it, whatever its exports allow', async () => {
    const project = mkdtempSync(join(tmpdir(), 'facet-plugins-'));
    try {
      const home = join(project, 'node_modules/@acme/facet-plugin-conditional');
      mkdirSync(home, { recursive: true });
      cpSync(join(fixtures, 'conditional'), home, { recursive: true });
      mkdirSync(join(project, 'deep/er'), { recursive: true });
      writeFileSync(join(project, 'deep/er/facet.config.json'), '{}');
      const { host } = await openHost([], {
        bundled: [],
        specs: [{ spec: '@acme/facet-plugin-conditional', from: join(project, 'deep/er/facet.config.json') }],
      });
      expect(host.plugins).toMatchObject([{ id: 'conditional', version: '2.0.0' }]);
      const provider = await host.activate(host.resolve('masker', 'dots'));
      expect(await provider.mask(undefined as never, undefined as never)).toBe('dots');
    } finally {
      rmSync(project, { recursive: true });
    }
  });

  test.each([
    ['a folder', './fixtures/conditional', 'conditional/dots'],
    ['an absolute path', `${fixtures}conditional`, 'conditional/dots'],
    ['a file of a package with a manifest', './fixtures/owned/plugin.mjs', 'owned/lines'],
    ['a TypeScript file that exports a plugin object', './fixtures/single/plugin.ts', 'single/waves'],
  ])('by %s', async (_what, spec, name) => {
    const { host } = await openHost([spec], { bundled: [] });
    expect(host.contributions().map((ref) => ref.name)).toEqual([name]);
    const provider = await host.activate(host.resolve('masker', name));
    expect(typeof provider.mask).toBe('function');
  });

  test('once, when the same package is named twice', async () => {
    const { host } = await openHost(
      ['./fixtures/conditional', `${fixtures}conditional`, '@facet/plugin-masks'],
      { bundled: ['masks'] },
    );
    expect(host.plugins.map((plugin) => plugin.id)).toEqual(['masks', 'conditional']);
  });
});

test('the schema of manifests is a JSON Schema that can be published as it is', () => {
  const published = JSON.parse(JSON.stringify(manifestSchema)) as typeof manifestSchema;
  expect(published).toEqual(manifestSchema);
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
  expect(ajv.validateSchema(published)).toBe(true);
  const accepts = ajv.compile(published);
  expect(accepts({ manifest: 1, contributes: { maskers: [{ id: 'paint', title: 'Paint' }] } })).toBe(true);
  expect(accepts({ manifest: 1, contributes: { maskers: [{ id: 'paint' }] } })).toBe(false);
});

describe('a contribution', () => {
  test('is known, described and given options without its code being imported', async () => {
    const { host } = await openHost(['./fixtures/explosive', painter('acme')]);
    const ref = host.resolve('masker', 'bang');
    expect(host.options(ref, {}, 'a test')).toEqual({ size: 3 });
    await host.activate(host.resolve('masker', 'acme/paint'));
    await host.activateHookPlugins();
    expect(host.plugins.find((plugin) => plugin.id === 'explosive')?.state).toBe('known');
    expect(globalThis).not.toHaveProperty('explosiveWasImported');
    await expect(host.activate(ref)).rejects.toMatchObject({ code: 'PLUGIN_LOAD' });
    expect(globalThis).toHaveProperty('explosiveWasImported');
  });

  test('is resolved by its short name while that is unique, and by its full name always', async () => {
    const { host } = await openHost([painter('acme'), painter('zenith')]);
    expect(host.resolve('masker', 'box').name).toBe('masks/box');
    expect(host.resolve('masker', 'zenith/paint').plugin).toBe('zenith');
    expect(() => host.resolve('masker', 'paint')).toThrow(
      expect.objectContaining({
        code: 'AMBIGUOUS_PROVIDER',
        message: expect.stringMatching(/"acme\/paint", "zenith\/paint"/),
      }),
    );
  });

  test('that does not exist is answered with a suggestion and what there is', async () => {
    const { host } = await openHost([]);
    expect(() => host.resolve('upscaler', 'lanzcos')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_PROVIDER',
        message: expect.stringContaining(
          'No plugin provides the upscaler "lanzcos". Did you mean "lanczos"?',
        ),
        remedy: expect.stringContaining('"resample/bicubic"'),
      }),
    );
    expect(() => host.resolve('upscaler', 'magnifying-glass')).toThrow(/^(?!.*Did you mean)/);
    expect(() => host.resolve('command', 'any')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('No plugin provides any command') }),
    );
  });

  test('gets its options with defaults, as a frozen copy', async () => {
    const { host } = await openHost([sized]);
    const raw = { size: 9, tint: {} };
    const options = host.options(host.resolve('masker', 'paint'), raw, 'a test');
    expect(options).toEqual({ size: 9, tint: { hue: 0.5 }, edge: 'soft' });
    expect(raw).toEqual({ size: 9, tint: {} });
    expect(Object.isFrozen(options)).toBe(true);
    expect(Object.isFrozen(options.tint)).toBe(true);
  });

  test.each([
    ['a misspelt key', { sise: 4 }, 'options has an unknown key "sise". Did you mean "size"?'],
    ['a wrong type', { size: 'big' }, 'Expected options.size to be integer but received "big" (string).'],
    ['a number out of range', { size: 0 }, 'Expected options.size to be >= 1 but received 0 (number).'],
    [
      'a word that is none of those',
      { edge: 'wet' },
      'to be "hard" (string) or "soft" (string) but received "wet"',
    ],
    ['a wrong part', { tint: { hue: null } }, 'Expected options.tint.hue to be number but received null.'],
  ])('refuses %s with a sentence that says where', async (_what, raw, sentence) => {
    const { host } = await openHost([sized]);
    const ref = host.resolve('masker', 'paint');
    expect(() => host.options(ref, raw, 'units[0].masks[1] in facet.config.ts')).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID', message: expect.stringContaining(sentence) }),
    );
    expect(() => host.options(ref, raw, 'units[0].masks[1] in facet.config.ts')).toThrow(
      /^The masker "acme\/paint" .*units\[0\]\.masks\[1\] in facet\.config\.ts/,
    );
  });

  test('that is the content check takes no option that would switch it off', async () => {
    const { host } = await openHost([]);
    const [checker] = host.contributions('checker');
    expect(checker?.plugin).toBe('content-check');
    expect(() => host.options(checker!, { enabled: false }, 'contentCheck in facet.config.ts')).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_CONTENT_CHECK',
        message: expect.stringMatching(
          /contentCheck in facet\.config\.ts.*"enabled".*cannot be replaced or switched off/,
        ),
      }),
    );
  });
});

describe('a plugin is activated', () => {
  test('once, however many ask at the same time, and its time is kept', async () => {
    let times = 0;
    const counted = painter('acme', {
      activate: async ({ register }) => {
        times++;
        await Promise.resolve();
        register.masker('paint', { mask: () => Promise.resolve(undefined as never) });
      },
    });
    const { host } = await openHost([counted], { bundled: [] });
    const ref = host.resolve('masker', 'paint');
    const activating = [host.activate(ref), host.activate(ref)];
    expect(host.plugins[0]?.state).toBe('activating');
    const [first, second] = await Promise.all(activating);
    expect(first).toBe(second);
    expect(times).toBe(1);
    expect(host.plugins).toMatchObject([{ state: 'active', activationMs: expect.any(Number) }]);
  });

  test('within a limit, after which it has failed and what it made is released', async () => {
    const released: string[] = [];
    let late: (() => void) | undefined;
    const slow = painter('acme', {
      activate: (ctx) =>
        new Promise<void>((resolve) => {
          ctx.onDispose(() => void released.push('early'));
          late = () => {
            ctx.onDispose(() => void released.push('late'));
            expect(() => ctx.register.masker('paint', { mask: () => undefined as never })).toThrow(
              expect.objectContaining({ code: 'PLUGIN_LATE' }),
            );
            resolve();
          };
        }),
    });
    const { host } = await openHost([slow], { bundled: [], activationTimeoutMs: 20 });
    const ref = host.resolve('masker', 'paint');
    await expect(host.activate(ref)).rejects.toMatchObject({
      code: 'PLUGIN_ACTIVATION_TIMEOUT',
      message: expect.stringMatching(/"acme" 3\.1\.4 .*20 ms/),
    });
    expect(host.plugins).toMatchObject([{ state: 'failed', reason: expect.stringContaining('20 ms') }]);
    late!();
    expect(released).toEqual(['early', 'late']);
    await expect(host.activate(ref)).rejects.toMatchObject({ code: 'PLUGIN_ACTIVATION_TIMEOUT' });
  });

  test('with a log that carries its name', async () => {
    const talking = painter('acme', {
      activate: (ctx) => {
        ctx.log.warn(`I am ${ctx.plugin.id} ${ctx.plugin.version}`);
        ctx.register.masker('paint', { mask: () => undefined as never });
      },
    });
    const { host, log } = await openHost([talking], { bundled: [] });
    await host.activate(host.resolve('masker', 'paint'));
    expect(log).toEqual(['[acme] I am acme 3.1.4']);
  });
});

describe('plugins are disposed of', () => {
  const disposing = (name: string, order: string[], failure?: string): InlinePlugin =>
    painter(name, {
      activate: (ctx) => {
        ctx.onDispose(() => void order.push(`${name} 1`));
        ctx.onDispose(() => {
          if (failure !== undefined) throw new Error(failure);
          order.push(`${name} 2`);
        });
        ctx.onDispose(async () => {
          await Promise.resolve();
          order.push(`${name} 3`);
        });
        ctx.register.masker('paint', { mask: () => undefined as never });
      },
    });

  test('in reverse order of activation, each from its last disposer to its first', async () => {
    const order: string[] = [];
    const { host } = await openHost([disposing('a', order), disposing('b', order)], { bundled: [] });
    await host.activate(host.resolve('masker', 'b/paint'));
    await host.activate(host.resolve('masker', 'a/paint'));
    await host.dispose();
    expect(order).toEqual(['a 3', 'a 2', 'a 1', 'b 3', 'b 2', 'b 1']);
    expect(host.plugins.map((plugin) => plugin.state)).toEqual(['disposed', 'disposed']);
    await expect(host.activate(host.resolve('masker', 'a/paint'))).rejects.toMatchObject({
      code: 'PLUGIN_DISPOSED',
    });
    await host.dispose();
    expect(order).toHaveLength(6);
  });

  test('all of them, also when one throws, and the error names the plugin', async () => {
    const order: string[] = [];
    const { host } = await openHost([disposing('a', order), disposing('b', order, 'stuck')], { bundled: [] });
    await host.activate(host.resolve('masker', 'a/paint'));
    await host.activate(host.resolve('masker', 'b/paint'));
    await expect(host.dispose()).rejects.toMatchObject({
      code: 'PLUGIN_DISPOSE',
      message: expect.stringContaining('Plugin "b" 3.1.4: stuck'),
    });
    expect(order).toEqual(['b 3', 'b 1', 'a 3', 'a 2', 'a 1']);
  });

  test('within a limit each, so that one that hangs does not keep the host', async () => {
    const hanging = painter('acme', {
      activate: (ctx) => {
        ctx.onDispose(() => new Promise<void>(() => undefined));
        ctx.register.masker('paint', { mask: () => undefined as never });
      },
    });
    const { host } = await openHost([hanging], { bundled: [], activationTimeoutMs: 20 });
    await host.activate(host.resolve('masker', 'paint'));
    await expect(host.dispose()).rejects.toMatchObject({
      code: 'PLUGIN_DISPOSE',
      message: expect.stringContaining('20 ms'),
    });
  });
});
