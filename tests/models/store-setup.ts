import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDeclaration } from '@facet/api';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { DeclaredModel, ModelStoreOptions } from '../../host/dist/models/index.js';
import { ModelStore } from '../../host/dist/models/index.js';
import { noise, temporaryFolder } from '../media/pictures.ts';
import type { FakeRegistry } from './registry.ts';
import { startRegistry } from './registry.ts';

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

export const root = temporaryFolder();
/** Bytes that do not compress, so that a download takes several packets. */
export const weights = Buffer.from(noise(400, 125));
export const topology = Buffer.from('{"format":"graph-model"}');
export const longPath = `models/${'deep/'.repeat(20)}plain.onnx`;

export let registry: FakeRegistry;
export let cacheDir: string;
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
export const imported = Buffer.concat([Buffer.of(topology.length), weights]);

export const importModel: ModelStoreOptions['importModel'] = (importer, main, files, options) => {
  if (importer !== 'graph') throw new Error(`Expected graph but received ${importer}`);
  if (options.broken === true) throw new Error('the graph has a loop');
  if (files.size !== 2) throw new Error(`Expected 2 files but received ${files.size}`);
  return Promise.resolve(Buffer.concat([Buffer.of(files.get(main)!.length), files.get('models/graph.bin')!]));
};

export const createStore = (options: Partial<ModelStoreOptions> = {}): ModelStore =>
  new ModelStore({ cacheDir, importModel, ...options });

export function declare(changes: Partial<ModelDeclaration> = {}, dir = root): DeclaredModel {
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
export function declareOnnx(
  source: string,
  changes: Partial<ModelDeclaration> = {},
  dir = root,
): DeclaredModel {
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

export const plain = (): DeclaredModel => declareOnnx(`npm:@weights/small@1.2.3#${longPath}`);

/** Every file under the models and locks folders of the cache. */
export function leftovers(): string[] {
  return ['models', 'locks'].flatMap((folder) => {
    try {
      return readdirSync(join(cacheDir, folder));
    } catch {
      return [];
    }
  });
}
