import { modelSource } from '../errors/models.js';
import type { DeclaredModel } from './declared-model.js';
import { modelName } from './declared-model.js';

/** Where a model's files come from. `main` is the path of the main file, from the same root as its companions. */
export type Source =
  | { readonly kind: 'npm'; readonly package: string; readonly integrity: string; readonly main: string }
  | { readonly kind: 'https'; readonly url: URL; readonly main: string }
  | { readonly kind: 'file'; readonly dir: string; readonly main: string };

const npmSource = /^npm:((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*@\d+\.\d+\.\d+[\w.+-]*)#(.+)$/i;

/**
 * Reads the source of a declaration.
 * @throws FacetError `MODEL_SOURCE` for a version that is not exact, a missing integrity, a path that leaves its root.
 */
export function parseSource(model: DeclaredModel): Source {
  const { source, integrity, companions = [], importer, onnx } = model.declaration;
  const refuse = (problem: string): Error => modelSource(modelName(model), source, problem);
  if (importer === undefined && companions.length > 0) throw refuse('has companions but no importer');
  if (importer !== undefined && !onnx)
    throw refuse('has an importer, but the hash of the result is not declared');
  const parsed = parse(source, integrity, model.dir, refuse);
  for (const path of [parsed.main, ...companions.map((file) => file.path)]) {
    if (!staysInside(path)) throw refuse(`reaches outside its root with "${path}"`);
  }
  return parsed;
}

function parse(
  source: string,
  integrity: string | undefined,
  dir: string,
  refuse: (problem: string) => Error,
): Source {
  if (source.startsWith('npm:')) {
    const [, spec, main] = npmSource.exec(source) ?? [];
    if (spec === undefined || main === undefined) {
      throw refuse('is not of the form npm:<package>@<exact version>#<path>');
    }
    if (integrity === undefined) throw refuse('comes without the integrity of its package');
    return { kind: 'npm', package: spec, integrity, main };
  }
  if (source.startsWith('file:')) return { kind: 'file', dir, main: source.slice('file:'.length) };
  if (source.startsWith('https:') && URL.canParse(source)) {
    const url = new URL(source);
    const main = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    if (main === '') throw refuse('names no file');
    return { kind: 'https', url, main };
  }
  throw refuse('starts with none of npm:, https: and file:');
}

function staysInside(path: string): boolean {
  return !/^([\\/]|[a-z]:)/i.test(path) && !path.split(/[\\/]/).includes('..');
}
