import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { defaultCacheDir } from '../../host/dist/models/index.js';
import { cacheDir, createStore, declare, imported, sha256 } from './store-setup.ts';

describe('the cache', () => {
  test('a missing model is named with its file and the command that fetches it', async () => {
    const store = createStore();
    expect(await store.status(declare())).toMatchObject({
      state: 'missing',
      expected: sha256(imported),
      bytes: imported.length,
    });
    await expect(store.open(declare())).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining(store.pathOf(declare())),
      remedy: 'Run "facet models pull small/graph".',
    });
  });

  test('a damaged model is named with both hashes, and a pull mends it', async () => {
    const store = createStore();
    await store.pull([declare()]);
    const path = store.pathOf(declare());
    const damaged = Buffer.from(imported);
    damaged[100]! ^= 1;
    writeFileSync(path, damaged);
    const status = { state: 'corrupt', path, expected: sha256(imported), found: sha256(damaged) };
    expect(await store.status(declare())).toMatchObject(status);
    await expect(store.open(declare())).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: expect.stringMatching(new RegExp(`${path}.*${sha256(imported)}.*${sha256(damaged)}`)),
      remedy: expect.stringContaining('facet models pull small/graph'),
    });
    expect(await store.pull([declare()])).toMatchObject({ models: [{ outcome: 'repaired' }] });
    expect(await store.status(declare())).toMatchObject({ state: 'ok' });
  });

  test('damage that keeps size and time is still found when the model is opened', async () => {
    const store = createStore();
    await store.pull([declare()]);
    const path = store.pathOf(declare());
    const { atime, mtime } = statSync(path);
    writeFileSync(path, Buffer.alloc(imported.length));
    utimesSync(path, atime, mtime);
    await expect(store.open(declare())).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  });

  test('another declaration is another file; the same one of another plugin is the same', () => {
    const store = createStore();
    const path = store.pathOf(declare());
    expect(store.pathOf(declare({ importOptions: { fp16: true } }))).not.toBe(path);
    expect(store.pathOf(declare({ sha256: sha256('x') }))).not.toBe(path);
    expect(store.pathOf({ ...declare(), plugin: 'other', dir: '/elsewhere' })).toBe(path);
    expect(store.pathOf(declare({ license: 'MIT', title: 'Graph' }))).toBe(path);
  });

  test('a cache folder that cannot be made is named with what to do', async () => {
    mkdirSync(cacheDir);
    writeFileSync(join(cacheDir, 'npmrc'), '');
    const failure = createStore({ cacheDir: join(cacheDir, 'npmrc', 'below-a-file') }).pull([declare()]);
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_STORE',
      remedy: expect.stringContaining('FACET_CACHE'),
    });
  });

  test('lies where FACET_CACHE says, and in the user’s cache otherwise', () => {
    expect(defaultCacheDir({ FACET_CACHE: '/a/b' })).toBe('/a/b');
    expect(defaultCacheDir({ FACET_CACHE: '' })).toMatch(/facet/);
  });
});
