import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig } from '../../host/dist/config/index.js';

async function inFolder(
  files: Readonly<Record<string, string>>,
  use: (root: string) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'facet-plugins-'));
  try {
    for (const [name, text] of Object.entries({ 'package.json': '{}', ...files })) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    }
    await use(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

test('plugins of every layer are loaded, each relative to the file that names it', async () => {
  const files = {
    'facet.config.json': '{ "extends": "./base/a.json", "plugins": ["./mine.ts", "facet-plugin-acme"] }',
    'base/a.json': '{ "plugins": ["./base-plugin.ts"] }',
  };
  await inFolder(files, async (root) => {
    const { plugins } = await loadConfig({ cwd: root });
    expect(plugins).toEqual([
      {
        spec: './base-plugin.ts',
        from: path.join(root, 'base'),
        namedBy: path.join(root, 'base', 'a.json:1:15'),
      },
      { spec: './mine.ts', from: root, namedBy: path.join(root, 'facet.config.json:1:43') },
      { spec: 'facet-plugin-acme', from: root, namedBy: path.join(root, 'facet.config.json:1:56') },
    ]);
  });
});

test('a plugin object comes through as it is', async () => {
  const config = `
    class Acme { name = 'acme'; activate() { return this.name; } }
    export const acme = new Acme();
    export default { plugins: [acme, { name: 'plain', activate() {} }] };`;
  await inFolder({ 'facet.config.mjs': config }, async (root) => {
    const { plugins } = await loadConfig({ cwd: root });
    const [acme, plain] = plugins.map(
      ({ spec }) => spec as unknown as { name: string; activate: () => unknown },
    );
    expect(acme?.activate()).toBe('acme');
    expect(plain?.name).toBe('plain');
    expect(Object.isFrozen(plain)).toBe(false);
  });
});

test('what is neither a name nor a plugin is refused with its place', async () => {
  await inFolder({ 'facet.config.yaml': 'plugins:\n  - acme\n  - { name: beta }\n' }, async (root) => {
    await expect(loadConfig({ cwd: root })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        /for plugins\.1 but received an object \(.*facet\.config\.yaml:3:5\)\.$/,
      ) as unknown,
    });
  });
});
