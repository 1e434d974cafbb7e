import path from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig, originOf } from '../../host/dist/config/index.js';
import { inProject } from './support.ts';

const overrides = path.join(import.meta.dirname, 'cases', 'overrides');

test('a plugin changes the config, and targets keep their overrides', async () => {
  await inProject(overrides, async (root) => {
    const loaded = await loadConfig({ cwd: root });
    const revised = loaded.revise({ ...loaded.raw, image: { quality: 80, maxPixels: 9 } }, 'acme');
    expect(revised.config.image).toEqual({ quality: 80, maxPixels: 9 });
    expect(revised.forTarget(path.join(root, 'a.png')).detector.threshold).toBe(0.3);
    expect(originOf(revised.origins, 'image.quality')).toEqual({ kind: 'plugin', name: 'plugin acme' });
    expect(loaded.config.image.quality).toBeUndefined();
  });
});

test('an unknown key of a plugin is refused in its name', async () => {
  await inProject(overrides, async (root) => {
    const loaded = await loadConfig({ cwd: root });
    expect(() => loaded.revise({ ...loaded.raw, devise: 'cpu' }, 'acme')).toThrow(
      'Unknown key "devise" (plugin acme).',
    );
  });
});

test('what plugins get to see is frozen', async () => {
  await inProject(overrides, async (root) => {
    const { raw } = await loadConfig({ cwd: root });
    expect(Object.isFrozen(raw)).toBe(true);
    expect(Object.isFrozen((raw.units as readonly unknown[])[0])).toBe(true);
  });
});
