import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { facet, root, tempFolder } from '../support/facet.ts';

/** What TypeScript says of each config, in one project: its errors, with the lines that explain them. */
async function check(cwd: string, configs: readonly string[]): Promise<readonly string[]> {
  const files = configs.map((config, i) => {
    writeFileSync(
      path.join(cwd, `config-${i}.ts`),
      `/// <reference path="./facet-providers.d.ts" />
import { defineConfig } from '@facet/api';
export default defineConfig({ ${config} });
`,
    );
    return `config-${i}.ts`;
  });
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, ...options, ...files], { cwd }, (_, stdout) => resolve(stdout));
  });
  const errors = output.split(/^(?=\S+\(\d+,\d+\): error)/m).filter((error) => error.includes('error TS'));
  expect(errors.filter((error) => !error.startsWith('config-'))).toEqual([]);
  return files.map((file) => errors.filter((error) => error.startsWith(file)).join(''));
}

const right = `
  plugins: ['facet-plugin-acme', ['facet-plugin-acme', { key: 'a', tries: 3 }], ['@facet/plugin-mesh-swap', {}]],
  kernels: 'swift', detector: { use: 'blazeface', size: 320 },
  units: [{ source: 'a.jpg', restorer: { use: 'glow', warmth: 0.2, visibility: 0.5, mode: 'hard', tones: ['a', 1], deep: { level: 1 } } }],
  unitDefaults: { restorer: 'acme/glow', upscaler: 'none', masks: [{ use: 'acme/area' }] },
  postprocess: { upscaler: { use: 'lanczos', scale: 2 } }`;

const wrong: readonly (readonly [string, string, RegExp])[] = [
  [
    'an option of the wrong type',
    "unitDefaults: { restorer: { use: 'glow', warmth: 'hot' } }",
    /TS2322.*'string'.*'number/,
  ],
  ['an option that is none', "unitDefaults: { restorer: { use: 'acme/glow', heat: 1 } }", /TS2353.*'heat'/],
  ['a choice that is none', "unitDefaults: { restorer: { use: 'glow', mode: 'loud' } }", /TS2322.*"loud"/],
  [
    'a bundled option of the wrong type',
    "detector: { use: 'blazeface', size: 'large' }",
    /TS2322.*'string'.*'number/,
  ],
  ['a provider that nobody has', "kernels: 'quick'", /TS2322.*"quick"/],
  ['a short name two plugins have', "unitDefaults: { masks: ['area'] }", /TS2322.*"area"/],
  [
    'an own option of a plugin of the wrong type',
    "plugins: [['facet-plugin-acme', { tries: 'many' }]]",
    /TS2322.*'string'.*'number/s,
  ],
  ['an own option that is none', "plugins: [['facet-plugin-acme', { retries: 1 }]]", /TS2322.*'retries'/s],
  [
    'own options of a plugin without any',
    "plugins: [['@facet/plugin-mesh-swap', { tries: 1 }]]",
    /TS2322.*'tries'/s,
  ],
  [
    'own options of a plugin that is not there',
    "plugins: [['facet-plugin-acne', {}]]",
    /TS2322.*"facet-plugin-acne"/,
  ],
  ['options of a provider without any', "kernels: { use: 'wasm', depth: 1 }", /TS2353.*'depth'/],
];

describe('facet config types', () => {
  let cwd: string;
  let said: readonly string[];

  beforeAll(async () => {
    cwd = tempFolder();
    const dir = path.join(cwd, 'node_modules', 'facet-plugin-acme');
    mkdirSync(dir, { recursive: true });
    mkdirSync(path.join(cwd, 'node_modules', '@facet'));
    symlinkSync(path.join(root, 'host', 'api'), path.join(cwd, 'node_modules', '@facet', 'api'), 'dir');
    writeFileSync(path.join(cwd, 'package.json'), '{ "type": "module" }');
    const options = {
      type: 'object',
      properties: {
        warmth: { type: 'number', default: 0.5, description: 'How warm. */ not the end' },
        mode: { enum: ['soft', 'hard'], default: 'soft' },
        tones: { type: 'array', items: { type: ['string', 'integer'] }, default: [] },
        deep: { type: 'object', properties: { level: { const: 1, default: 1 } }, default: {} },
      },
    };
    writeFileSync(
      path.join(dir, 'package.json'),
      JSON.stringify({
        name: 'facet-plugin-acme',
        version: '1.0.0',
        type: 'module',
        exports: './index.js',
        engines: { facet: '*' },
        facet: {
          manifest: 1,
          options: {
            type: 'object',
            properties: {
              key: { type: 'string', default: '', description: 'Of the service.' },
              tries: { type: 'integer', default: 1 },
            },
          },
          contributes: {
            restorers: [{ id: 'glow', title: 'Glow', options }],
            kernels: [{ id: 'swift', title: 'Swift' }],
            maskers: [{ id: 'area', title: 'Another area' }],
          },
        },
      }),
    );
    writeFileSync(path.join(dir, 'index.js'), "throw new Error('it ran');");
    writeFileSync(path.join(cwd, 'facet.config.json'), '{ "plugins": ["facet-plugin-acme"] }');
    const { code, stdout } = await facet(['config', 'types'], { cwd });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('facet-providers.d.ts'),
    });
    said = await check(cwd, [right, ...wrong.map(([, config]) => config)]);
  });

  test('lets a config with the right options of third-party and bundled providers pass', () => {
    expect(said[0]).toBe('');
  });

  test.each(wrong.map(([what, , error], i) => [what, error, i + 1] as const))(
    'makes %s an error',
    (_, error, index) => {
      expect(said[index]).toMatch(error);
    },
  );

  test('says in comments what editors show', () => {
    const text = readFileSync(path.join(cwd, 'facet-providers.d.ts'), 'utf8');
    expect(text).toContain('/** How warm. * / not the end Default: 0.5. */');
    expect(text).toContain('readonly "deep"?: {');
    expect(text).toContain('/** Of the service. Default: "". */');
  });
});

test('without that file any provider and plugin may stand in a typed config', async () => {
  const cwd = tempFolder();
  mkdirSync(path.join(cwd, 'node_modules', '@facet'), { recursive: true });
  symlinkSync(path.join(root, 'host', 'api'), path.join(cwd, 'node_modules', '@facet', 'api'), 'dir');
  writeFileSync(path.join(cwd, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(cwd, 'facet-providers.d.ts'), 'export {};');
  expect(
    await check(cwd, ["plugins: [['any', { a: 1 }]], detector: { use: 'anyone', size: 'any' }"]),
  ).toEqual(['']);
});
