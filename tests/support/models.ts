import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Importer, Manifest, ModelDeclaration } from '@facet/api';
import { defaultCacheDir, ModelStore, type DeclaredModel } from '../../host/dist/models/index.js';
import { fetchTarball } from '../../host/dist/models/fetch-npm.js';
import { loadNpmSettings } from '../../host/dist/models/npm-settings.js';
import { parseSource } from '../../host/dist/models/source.js';
import { readTarball } from '../../host/dist/models/tarball.js';
import { importers } from './importers.ts';

const plugins = fileURLToPath(new URL('../../plugins/', import.meta.url));

/** Every model that a bundled plugin declares, by its id. */
export const declaredModels: ReadonlyMap<string, DeclaredModel> = new Map(
  readdirSync(plugins).flatMap((name) => {
    const dir = `${plugins}${name}/`;
    const { facet } = JSON.parse(readFileSync(`${dir}package.json`, 'utf8')) as { facet?: Manifest };
    const models = facet?.contributes?.models ?? [];
    return models.map((declaration): [string, DeclaredModel] => [
      declaration.id,
      { plugin: name, dir, declaration },
    ]);
  }),
);

const store = new ModelStore({
  cacheDir: defaultCacheDir(),
  importModel: (name, main, files, options) => importer(name).import(main, files, options),
});

/** Path of a model's ONNX file in the cache; it is fetched and converted when it is not there. */
export async function modelPath(id: string): Promise<string> {
  const { models } = await store.pull([declared(id)]);
  return models[0]!.path;
}

/** What an importer gets for a model: the declaration, the path of the main file, and every file by its path. */
export async function sourceFiles(id: string): Promise<SourceFiles> {
  const model = declared(id);
  const { declaration } = model;
  const source = parseSource(model);
  if (source.kind !== 'npm') throw new Error(`${id} does not come from npm.`);
  const request = { model: id, package: source.package, integrity: source.integrity };
  const tarball = await fetchTarball(request, await loadNpmSettings(), () => undefined);
  const paths = [source.main, ...(declaration.companions ?? []).map(({ path }) => path)];
  return {
    declaration,
    main: source.main,
    files: await readTarball(tarball, new Set(paths), () => undefined),
  };
}

export interface SourceFiles {
  readonly declaration: ModelDeclaration;
  readonly main: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

function declared(id: string): DeclaredModel {
  const model = declaredModels.get(id);
  if (model === undefined) throw new Error(`No bundled plugin declares the model ${id}.`);
  return model;
}

function importer(name: string): Importer {
  const found = importers.get(name.replace(/^importers\//, ''));
  if (found === undefined) throw new Error(`There is no importer ${name}.`);
  return found;
}
