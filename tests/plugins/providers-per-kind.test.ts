import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Call, Face, Image, Kind, Manifest, Plugin } from '@facet/api';
import { kinds, pluralOf } from '@facet/api';
import { checkConformance, compareKernels, createTestHost } from '@facet/testing';
import type { TestCall } from '@facet/testing';
import { createKernels } from '@facet/core-wasm';
import type { Environment } from '../../host/dist/engine/environment.js';
import { createEnvironment } from '../../host/dist/engine/environment.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { PluginWatch } from '../../host/dist/plugins/index.js';
import { fixture, root } from '../support/facet.ts';

const manifestOf = (...parts: readonly string[]): Manifest => {
  const text = readFileSync(path.join(root, ...parts), 'utf8');
  const json = JSON.parse(text) as Manifest & { readonly facet?: Manifest };
  return json.facet ?? json;
};
const packages = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);

const idsOf = (manifest: Manifest, kind: Kind): readonly string[] =>
  (manifest.contributes?.[pluralOf(kind)] ?? []).map(({ id }) => id);

/** Who provides a kind: bundled plugins, the example, and the template that `facet plugin new` writes. */
function providersOf(kind: Kind): readonly string[] {
  const plugins = [...packages('plugins'), ...packages('examples')].flatMap((dir) =>
    idsOf(manifestOf(dir, 'package.json'), kind).map((id) => `${dir}: ${id}`),
  );
  const templates = packages('host/templates').flatMap((dir) =>
    idsOf(manifestOf(dir, 'manifest.json'), kind).map((id) => `${dir}: ${id}`),
  );
  return [...plugins, ...templates];
}

describe('the contract of a kind is proven by two providers', () => {
  test.each(kinds)('%s', (kind) => {
    expect(providersOf(kind).length).toBeGreaterThanOrEqual(2);
  });
});

const samples = {
  importer: { main: 'a', files: new Map([['a', gzipSync('a model')]]) },
  command: { args: [] },
};

describe('templates keep the contract of their kind', () => {
  const written = packages('host/templates').filter((dir) => !dir.endsWith('/hooks'));

  test.each(written)('%s', async (dir) => {
    const kind = path.basename(dir) as Kind;
    const { default: plugin } = (await import(path.join(root, dir, 'index.ts'))) as { default: Plugin };
    const kernels = await createKernels('wasm');
    const host = await createTestHost({ plugin, manifest: manifestOf(dir, 'manifest.json'), kernels });
    expect(await checkConformance(host, kind, 'my-name', samples)).toEqual([]);
  });
});

describe('bundled providers keep the contract of their kind', () => {
  let environment: Environment;
  let frame: Image;
  let face: Face;

  const callOf = (ref: ReturnType<Environment['plugins']['contributions']>[number]): TestCall => {
    const call: Call = {
      options: environment.plugins.options(ref, {}, 'the defaults'),
      signal: new AbortController().signal,
      warn: () => undefined,
      time: (_, work) => work(),
    };
    return { ...call, options: call.options as never, warnings: [] };
  };

  beforeAll(async () => {
    const request = { cwd: root, file: false, env: process.env, flags: { device: 'cpu' } } as const;
    const events = { watch: new PluginWatch(), onDiagnostic: () => undefined };
    environment = await createEnvironment(request, events);
    const { plugins, kernels } = environment;
    frame = kernels.importImage((await decodeFile(fixture('astronaut.png'))).pixels);
    const detector = plugins.resolve('detector', 'blazeface');
    const [detection] = await (await plugins.activate(detector)).detect(frame, callOf(detector));
    const landmarker = plugins.resolve('landmarker', 'facemesh');
    const located = await (await plugins.activate(landmarker)).locate(frame, detection!, callOf(landmarker));
    face = { id: 0, box: detection!.box, score: detection!.score, ...located! };
  });

  afterAll(() => environment.dispose());

  /** Importers have tests with files of their own, the inpainter one with a server, and own-models runs files of the user. */
  const withModels = packages('plugins').filter((dir) => dir !== 'plugins/own-models');
  const bundled = (
    [
      'detector',
      'landmarker',
      'recognizer',
      'classifier',
      'swapper',
      'masker',
      'upscaler',
      'checker',
    ] as const
  ).flatMap((kind) =>
    withModels.flatMap((dir) => {
      const { contributes } = manifestOf(dir, 'package.json');
      const optional = (contributes?.models ?? []).filter((model) => model.optional === true);
      return (contributes?.[pluralOf(kind)] ?? [])
        .filter(({ models = [] }) => !optional.some(({ id }) => models.includes(id)))
        .map(({ id }) => [kind, `${path.basename(dir)}/${id}`] as const);
    }),
  );

  test.each(bundled)('%s %s', async (kind, name) => {
    const { plugins, kernels } = environment;
    const ref = plugins.resolve(kind, name);
    const provider = await plugins.activate(ref);
    const host = { kernels, provider: () => provider as never, call: () => callOf(ref) };
    expect(await checkConformance(host, kind, ref.id, { frame, face })).toEqual([]);
  });
});

test('the kernels that run agree with the reference in every operation', async () => {
  expect(await compareKernels(await createKernels('wasm'))).toEqual([]);
});
