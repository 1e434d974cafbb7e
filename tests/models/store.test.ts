import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ModelDeclaration } from '@facet/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DeclaredModel, ModelStoreOptions, PullProgress } from '../../host/dist/models/index.js';
import { defaultCacheDir, ModelStore } from '../../host/dist/models/index.js';
import { noise, temporaryFolder } from '../media/pictures.ts';
import type { FakeRegistry } from './registry.ts';
import { startRegistry } from './registry.ts';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const root = temporaryFolder();
/** Bytes that do not compress, so that a download takes several packets. */
const weights = Buffer.from(noise(400, 125));
const topology = Buffer.from('{"format":"graph-model"}');
const longPath = `models/${'deep/'.repeat(20)}plain.onnx`;

let registry: FakeRegistry;
let cacheDir: string;
let count = 0;

beforeAll(async () => {
  registry = await startRegistry('@weights/small', '1.2.3', {
    'models/graph.json': topology,
    'models/graph.bin': weights,
    [longPath]: weights,
    '../escape.txt': 'outside',
  });
  process.env.npm_config_fetch_retries = '0';
});

afterAll(() => registry.close());

beforeEach(() => {
  cacheDir = join(root, String(count++));
  process.env.npm_config_registry = registry.url;
  process.env.npm_config_cache = join(cacheDir, 'npm');
  process.env.npm_config_userconfig = join(cacheDir, 'npmrc');
  Object.assign(registry.behaviour, { corrupt: false, stallAfter: undefined, token: undefined });
  registry.requests.length = 0;
});

/** What the tests' importer makes: the length of the topology, then the weights. */
const imported = Buffer.concat([Buffer.of(topology.length), weights]);

const importModel: ModelStoreOptions['importModel'] = (importer, main, files, options) => {
  if (importer !== 'graph') throw new Error(`Expected graph but received ${importer}`);
  if (options.broken === true) throw new Error('the graph has a loop');
  if (files.size !== 2) throw new Error(`Expected 2 files but received ${files.size}`);
  return Promise.resolve(Buffer.concat([Buffer.of(files.get(main)!.length), files.get('models/graph.bin')!]));
};

const createStore = (options: Partial<ModelStoreOptions> = {}): ModelStore =>
  new ModelStore({ cacheDir, importModel, ...options });

function declare(changes: Partial<ModelDeclaration> = {}, dir = root): DeclaredModel {
  const declaration = {
    id: 'graph',
    source: 'npm:@weights/small@1.2.3#models/graph.json',
    integrity: registry.integrity,
    sha256: sha256(topology),
    bytes: topology.length,
    companions: [{ path: 'models/graph.bin', sha256: sha256(weights), bytes: weights.length }],
    importer: 'graph',
    onnx: { sha256: sha256(imported), bytes: imported.length },
    license: 'Apache-2.0',
    attribution: 'The Weights Authors',
    ...changes,
  };
  return { plugin: 'small', dir, declaration };
}

/** A model that is ONNX as it stands; `undefined` in the changes takes a field away. */
function declareOnnx(source: string, changes: Partial<ModelDeclaration> = {}, dir = root): DeclaredModel {
  const { license } = declare().declaration;
  const integrity = source.startsWith('npm:') ? { integrity: registry.integrity } : {};
  const declaration = {
    id: 'plain',
    source,
    ...integrity,
    sha256: sha256(weights),
    bytes: weights.length,
    license,
  };
  return { plugin: 'small', dir, declaration: { ...declaration, ...changes } };
}

const plain = (): DeclaredModel => declareOnnx(`npm:@weights/small@1.2.3#${longPath}`);

/** Every file under the models and locks folders of the cache. */
function leftovers(): string[] {
  return ['models', 'locks'].flatMap((folder) => {
    try {
      return readdirSync(join(cacheDir, folder));
    } catch {
      return [];
    }
  });
}

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

describe('sources that cannot be used', () => {
  test.each<[string, () => DeclaredModel, RegExp]>([
    ['a range of versions', () => declare({ source: 'npm:@weights/small@^1.2.3#a' }), /exact version/],
    ['a package without a path', () => declare({ source: 'npm:@weights/small@1.2.3' }), /exact version/],
    ['http', () => declareOnnx('http://example.com/a.onnx'), /none of npm:, https: and file:/],
    [
      'a path that climbs',
      () => declareOnnx('file:../a.onnx'),
      /reaches outside its root with "\.\.\/a\.onnx"/,
    ],
    ['an absolute path', () => declareOnnx('file:/etc/passwd'), /reaches outside/],
    [
      'a companion that climbs',
      () => declare({ companions: [{ path: 'a/../../b', sha256: '', bytes: 1 }] }),
      /reaches outside/,
    ],
    [
      'companions without an importer',
      () => declareOnnx('file:a', { companions: [{ path: 'b', sha256: '', bytes: 1 }] }),
      /no importer/,
    ],
    [
      'npm without integrity',
      () => ({
        ...plain(),
        declaration: { ...declareOnnx('file:a').declaration, source: plain().declaration.source },
      }),
      /without the integrity/,
    ],
    [
      'an importer without the hash of its result',
      () => declareOnnx('file:a', { importer: 'graph' }),
      /hash of the result is not declared/,
    ],
  ])('%s', async (_case, model, sentence) => {
    await expect(createStore().pull([model()])).rejects.toMatchObject({
      code: 'MODEL_SOURCE',
      message: expect.stringMatching(sentence),
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

describe('file: sources', () => {
  const dir = join(root, 'plugin');

  beforeAll(() => {
    mkdirSync(dir);
    writeFileSync(join(dir, 'own.onnx'), weights);
    writeFileSync(join(root, 'outside.onnx'), weights);
    symlinkSync('../outside.onnx', join(dir, 'link.onnx'));
  });

  test('are read from the plugin’s folder', async () => {
    const store = createStore();
    const model = declareOnnx('file:own.onnx', {}, dir);
    await expect(store.pull([model])).resolves.toMatchObject({
      models: [{ outcome: 'pulled' }],
      receivedBytes: 200000,
    });
    expect(readFileSync(store.pathOf(model)).equals(weights)).toBe(true);
  });

  test('may not leave it through a link, and are named when absent', async () => {
    const linked = createStore().pull([declareOnnx('file:link.onnx', {}, dir)]);
    await expect(linked).rejects.toMatchObject({ code: 'MODEL_SOURCE' });
    const absent = createStore().pull([declareOnnx('file:gone.onnx', {}, dir)]);
    await expect(absent).rejects.toMatchObject({
      code: 'MODEL_FETCH',
      message: expect.stringContaining('gone.onnx'),
    });
  });
});

describe('https: sources', () => {
  const url = 'https://models.example/v1/plain.onnx?key=1';
  const serve =
    (answers: Readonly<Record<string, () => Response>>): typeof fetch =>
    (asked) => {
      const answer = answers[asked instanceof URL ? asked.href : ''];
      return answer
        ? Promise.resolve(answer())
        : Promise.reject(new TypeError('fetch failed', { cause: new Error('no route') }));
    };
  const pull = (answers: Readonly<Record<string, () => Response>>): ReturnType<ModelStore['pull']> =>
    createStore({ fetch: serve(answers) }).pull([declareOnnx(url)]);
  const redirect = (location: string) => (): Response =>
    new Response(null, { status: 302, headers: { location } });

  test('are fetched, through redirects that stay on https', async () => {
    const target = 'https://cdn.example/plain.onnx';
    const result = await pull({ [url]: redirect(target), [target]: () => new Response(weights) });
    expect(result).toMatchObject({ receivedBytes: 200000, models: [{ outcome: 'pulled' }] });
  });

  test.each<[string, Readonly<Record<string, () => Response>>, string, RegExp]>([
    ['another scheme', { [url]: redirect('http://cdn.example/a') }, 'MODEL_FETCH', /which is not https/],
    ['endless redirects', { [url]: redirect(url) }, 'MODEL_FETCH', /redirects more than 5 times/],
    ['an error page', { [url]: () => new Response('gone', { status: 404 }) }, 'MODEL_FETCH', /status 404/],
    [
      'more than declared',
      { [url]: () => new Response(Buffer.alloc(200001)) },
      'MODEL_MISMATCH',
      /size in bytes should be 200000/,
    ],
    [
      'less than declared',
      { [url]: () => new Response('short') },
      'MODEL_MISMATCH',
      /should be 200000 but is 5/,
    ],
    ['no connection', {}, 'MODEL_FETCH', /from models\.example: no route/],
  ])('refuse %s', async (_case, answers, code, sentence) => {
    await expect(pull(answers)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(leftovers()).toEqual([]);
  });
});
