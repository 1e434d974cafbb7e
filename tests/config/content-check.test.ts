import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../host/dist/config/index.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'facet-check-'));
  await writeFile(path.join(root, 'package.json'), '{}');
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

const locked = (what: string) => ({
  code: 'CONTENT_CHECK_LOCKED',
  message: expect.stringContaining(`cannot be switched off or replaced: ${what}`) as unknown,
  remedy: 'Only contentCheck.threshold can be set, from 0.35 to 0.75.',
});

const attempts: readonly (readonly [unknown, string])[] = [
  [false, 'contentCheck is false'],
  [null, 'contentCheck is null'],
  [true, 'contentCheck is true'],
  ['none', 'contentCheck is "none"'],
  [0, 'contentCheck is 0'],
  [[], 'contentCheck is an array'],
  [{ enabled: false }, 'contentCheck.enabled is false'],
  [{ disabled: true, threshold: 0.5 }, 'contentCheck.disabled is true'],
  [{ use: 'none' }, 'contentCheck.use is "none"'],
  [{ use: 'acme/lenient' }, 'contentCheck.use is "acme/lenient"'],
  [{ checker: { use: 'x' } }, 'contentCheck.checker is an object'],
  [{ threshold: 0.76 }, 'contentCheck.threshold is 0.76'],
  [{ threshold: 0.34 }, 'contentCheck.threshold is 0.34'],
  [{ threshold: 1e9 }, 'contentCheck.threshold is 1000000000'],
  [{ threshold: false }, 'contentCheck.threshold is false'],
  [{ threshold: null }, 'contentCheck.threshold is null'],
];

describe('the content check cannot be switched off', () => {
  test.each(attempts)('by a config file with contentCheck: %j', async (contentCheck, what) => {
    const file = path.join(root, 'facet.config.json');
    await writeFile(file, JSON.stringify({ contentCheck }));
    await expect(loadConfig({ cwd: root })).rejects.toMatchObject({
      ...locked(what),
      details: { file, line: 1, min: 0.35, max: 0.75 },
    });
    await rm(file);
  });

  test.each(attempts)('by --set contentCheck=%j', async (contentCheck, what) => {
    const request = { cwd: root, set: [`contentCheck=${JSON.stringify(contentCheck)}`] };
    await expect(loadConfig(request)).rejects.toMatchObject(locked(what));
  });

  test.each([NaN, Infinity, -Infinity])('by a threshold of %d', async (threshold) => {
    const request = { cwd: root, flags: { contentCheck: { threshold } } };
    await expect(loadConfig(request)).rejects.toMatchObject(locked(`contentCheck.threshold is ${threshold}`));
  });

  test('by the environment', async () => {
    await expect(loadConfig({ cwd: root, env: { FACET_CONTENT_CHECK: 'false' } })).rejects.toMatchObject(
      locked('contentCheck is false'),
    );
  });

  test('by an override, whether or not a target matches it', async () => {
    const overrides = [{ files: 'never-*.png', config: { contentCheck: { enabled: false } } }];
    await expect(loadConfig({ cwd: root, flags: { overrides } })).rejects.toMatchObject(
      locked('overrides.0.config.contentCheck.enabled is false'),
    );
  });

  test('by an attempt that a stronger layer would undo', async () => {
    const request = {
      cwd: root,
      env: { FACET_CONTENT_CHECK: 'false' },
      set: ['contentCheck={"threshold":0.6}'],
    };
    await expect(loadConfig(request)).rejects.toMatchObject(locked('contentCheck is false'));
  });

  test.each([
    [{ contentCheck: false }, 'contentCheck is false'],
    [{ contentCheck: { threshold: 0.9 } }, 'contentCheck.threshold is 0.9'],
    [{ contentCheck: { threshold: 0.6, use: 'none' } }, 'contentCheck.use is "none"'],
  ])('by a plugin that revises the config to %j', async (change, what) => {
    const loaded = await loadConfig({ cwd: root });
    expect(() => loaded.revise({ ...loaded.raw, ...change }, 'acme')).toThrow(
      expect.objectContaining({
        ...locked(what),
        message: expect.stringContaining('plugin acme') as unknown,
      }),
    );
  });
});

test.each([0.35, 0.5, 0.75])('the content check takes a threshold of %d', async (threshold) => {
  const { config } = await loadConfig({ cwd: root, set: [`contentCheck.threshold=${threshold}`] });
  expect(config.contentCheck).toEqual({ threshold });
});
