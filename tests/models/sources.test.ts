import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { DeclaredModel, ModelStore } from '../../host/dist/models/index.js';
import { createStore, declare, declareOnnx, leftovers, plain, root, weights } from './store-setup.ts';

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
