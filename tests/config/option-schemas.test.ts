import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { facet, root, tempFolder } from '../support/facet.ts';

// The host has its own ajv; the one at the root is the linter's.
const { Ajv2020 } = createRequire(path.join(root, 'host', 'package.json'))('ajv/dist/2020.js') as {
  Ajv2020: new (options: object) => { compile(schema: object): (value: unknown) => boolean };
};

const manifest = {
  manifest: 1,
  contributes: {
    restorers: [
      {
        id: 'glow',
        title: 'Glow',
        options: {
          type: 'object',
          properties: { warmth: { $ref: '#/$defs/share', default: 0.5 } },
          $defs: { share: { type: 'number', minimum: 0, maximum: 1 } },
        },
      },
    ],
    maskers: [{ id: 'area', title: 'Another area' }],
    kernels: [
      {
        id: 'swift',
        title: 'Swift',
        options: { type: 'object', properties: { depth: { type: 'integer', default: 1 } } },
      },
    ],
  },
};

/** A project with a plugin whose code throws: reading its options must not run it. */
function project(config: string): string {
  const cwd = tempFolder();
  const dir = path.join(cwd, 'node_modules', 'facet-plugin-acme');
  mkdirSync(dir, { recursive: true });
  const facts = { name: 'facet-plugin-acme', version: '1.0.0', type: 'module', exports: './index.js' };
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({ ...facts, engines: { facet: '^0.1.0' }, facet: manifest }),
  );
  writeFileSync(path.join(dir, 'index.js'), "throw new Error('it ran');");
  writeFileSync(path.join(cwd, 'facet.config.json'), config);
  return cwd;
}

async function schemaOf(config: string) {
  const { stdout, stderr, code } = await facet(['config', 'schema'], { cwd: project(config) });
  expect(code).toBe(0);
  const accepts = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(JSON.parse(stdout) as object);
  return { accepts, stderr };
}

describe('facet config schema', () => {
  test('knows the options of bundled providers and of the plugins the config names', async () => {
    const { accepts, stderr } = await schemaOf('{ "plugins": ["facet-plugin-acme"] }');
    expect(stderr).toBe('');
    const cases: readonly (readonly [object, boolean])[] = [
      [{ detector: 'blazeface' }, true],
      [{ detector: { use: 'blazeface', size: 320 } }, true],
      [{ detector: { use: 'blazeface', sise: 320 } }, false],
      [{ detector: { use: 'mediapipe/blazeface', size: 'large' } }, false],
      [{ detector: { use: 'from-another-plugin', anything: 1 } }, true],
      [{ unitDefaults: { restorer: { use: 'glow', warmth: 0.2, visibility: 0.5 } } }, true],
      [{ unitDefaults: { restorer: { use: 'glow', warmth: 2 } } }, false],
      [{ units: [{ source: 'a.jpg', restorer: { use: 'acme/glow', warmth: 'x' } }] }, false],
      [{ postprocess: { restorer: { use: 'glow', visibility: 3 } } }, false],
      [{ overrides: [{ files: '*', config: { detector: { use: 'blazeface', threshold: 7 } } }] }, false],
      [{ unitDefaults: { masks: [{ use: 'acme/area', oops: 1 }] } }, false],
      [{ unitDefaults: { upscaler: 'none' } }, true],
      [{ server: { restorers: { CodeFormer: { use: 'glow', warmth: 0.2 }, GFPGAN: 'none' } } }, true],
      [{ server: { restorers: { CodeFormer: { use: 'glow', warmth: 2 } } } }, false],
      [{ kernels: 'reference' }, true],
      [{ kernels: { use: 'acme/swift', depth: 2 } }, true],
      [{ kernels: { use: 'swift', depth: 'deep' } }, false],
    ];
    expect(cases.map(([config]) => accepts(config))).toEqual(cases.map(([, right]) => right));
  });

  test('offers names: short while they are unique, and in full', async () => {
    const { stdout } = await facet(['config', 'schema'], {
      cwd: project('{ "plugins": ["facet-plugin-acme"] }'),
    });
    const { $defs } = JSON.parse(stdout) as { $defs: Record<string, { anyOf: { enum?: string[] }[] }> };
    const names = (key: string): readonly string[] => $defs[key]!.anyOf[0]!.enum!;
    expect(names('restorer-visibility')).toEqual([
      'none',
      'face-restorer',
      'own-models/face-restorer',
      'glow',
      'acme/glow',
    ]);
    expect(names('masker')).toContain('acme/area');
    expect(names('kernels')).toEqual(['wasm', 'reference', 'swift', 'acme/swift']);
    expect(names('detector')).not.toContain('none');
    expect(names('masker')).not.toContain('area');
  });

  test('comes with a warning and without the plugin when that cannot be read, or the config cannot', async () => {
    const missing = await schemaOf('{ "plugins": ["facet-plugin-acme", "facet-plugin-gone"] }');
    expect(missing.stderr).toContain('PLUGIN_NOT_FOUND');
    expect(missing.accepts({ unitDefaults: { restorer: { use: 'glow', warmth: 2 } } })).toBe(false);
    const broken = await schemaOf('{ "plugins": ');
    expect(broken.stderr).toContain('CONFIG_BROKEN');
    expect(broken.accepts({ detector: { use: 'blazeface', sise: 320 } })).toBe(false);
  });
});
