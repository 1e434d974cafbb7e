import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configJsonSchema, loadConfig, presets } from '../../host/dist/config/index.js';
import { configFolderFiles } from '../../host/dist/config/config-folder.js';

const root = path.join(import.meta.dirname, '..', '..');
const read = (...parts: string[]): string => readFileSync(path.join(root, ...parts), 'utf8');

// The host has its own ajv; the one at the root is the linter's.
const { Ajv2020 } = createRequire(path.join(root, 'host', 'package.json'))('ajv/dist/2020.js') as {
  Ajv2020: new (options: object) => { compile(schema: object): (value: unknown) => boolean };
};
const compile = (schema: object): ((value: unknown) => boolean) =>
  new Ajv2020({ allowUnionTypes: true, strictTuples: false }).compile(schema);
const validate = compile(configJsonSchema());

describe('the config folder', () => {
  test.each([...configFolderFiles()])('%s is what the code generates', (name, text) => {
    expect(read('config', name)).toBe(text);
  });

  test.each(readdirSync(path.join(root, 'config', 'examples')))('the example %s loads', async (name) => {
    const loaded = await loadConfig({ cwd: root, file: path.join('config', 'examples', name) });
    expect(loaded.config.units.length).toBeGreaterThan(0);
  });
});

describe('the JSON Schema', () => {
  test.each(Object.keys(presets))('takes the preset %s', (name) => {
    expect(validate(JSON.parse(read('config', `${name}.json`)))).toBe(true);
  });

  test.each([
    [{ contentCheck: false }],
    [{ contentCheck: { threshold: 0.9 } }],
    [{ contentCheck: { enabled: true } }],
    [{ devise: 'cpu' }],
    [{ units: [{ sharpen: true }] }],
    [{ detector: { size: 3 } }],
    [{ overrides: [{ files: '*', config: { device: 'cpu' } }] }],
  ])('refuses %j', (config) => {
    expect(validate(config)).toBe(false);
  });

  test('describes every key', () => {
    const { properties } = configJsonSchema() as { properties: Record<string, { description?: string }> };
    const silent = Object.keys(properties).filter((key) => !properties[key]?.description);
    expect(silent).toEqual([]);
  });
});

interface PluginPackage {
  readonly facet?: {
    readonly contributes?: Readonly<
      Record<string, readonly { readonly id: string; readonly options?: object }[]>
    >;
  };
}

describe('defaults and presets name bundled providers, with options these have', () => {
  const manifests = readdirSync(path.join(root, 'plugins')).map(
    (name) => JSON.parse(read('plugins', name, 'package.json')) as PluginPackage,
  );
  const check = (
    kind: string,
    { use, ...options }: { readonly use: string; readonly [option: string]: unknown },
  ): void => {
    const found = manifests
      .flatMap((manifest) => manifest.facet?.contributes?.[kind] ?? [])
      .find(({ id }) => id === use);
    expect([kind, found?.id]).toEqual([kind, use]);
    const accepts = compile({ type: 'object', additionalProperties: false, ...found?.options });
    expect([use, options, accepts(options)]).toEqual([use, options, true]);
  };

  test.each([undefined, ...Object.keys(presets)])('%s', async (preset) => {
    const flags = { units: [{ source: 'a.jpg' }], ...(preset !== undefined && { extends: preset }) };
    const { config } = await loadConfig({ cwd: root, file: false, flags });
    check('detectors', config.detector);
    check('landmarkers', config.landmarker);
    check('recognizers', config.recognizer);
    check('classifiers', config.classifier);
    for (const { swapper, masks } of config.units) {
      check('swappers', swapper);
      for (const mask of masks) check('maskers', mask);
    }
  });
});
