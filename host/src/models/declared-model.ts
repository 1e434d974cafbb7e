import { createHash } from 'node:crypto';
import type { ModelDeclaration, ModelFile } from '@facet/api';

/** A model a plugin declares, with the folder `file:` sources start from. */
export interface DeclaredModel {
  readonly plugin: string;
  readonly dir: string;
  readonly declaration: ModelDeclaration;
}

/** `<plugin>/<id>`: what messages, reports and the command line call a model. */
export function modelName({ plugin, declaration }: DeclaredModel): string {
  return `${plugin}/${declaration.id}`;
}

/** SHA-256 and size of the ONNX file a declaration leads to. */
export function onnxOf({ sha256, bytes, onnx }: ModelDeclaration): {
  readonly sha256: string;
  readonly bytes: number;
} {
  return onnx ?? { sha256, bytes };
}

/** Every file of a source: the main one, by its path, then its companions. */
export function filesOf(declaration: ModelDeclaration, mainPath: string): readonly ModelFile[] {
  const { sha256, bytes, companions = [] } = declaration;
  return [{ path: mainPath, sha256, bytes }, ...companions];
}

/**
 * Name of a model's file in the cache. It changes with everything that decides about the bytes, so that two versions
 * of a plugin never take each other's file; two plugins that declare the same model share it.
 */
export function cacheFileName({ declaration }: DeclaredModel): string {
  const { id, source, integrity, sha256, bytes, companions, importer, importOptions, onnx } = declaration;
  const facts = { source, integrity, sha256, bytes, companions, importer, importOptions, onnx };
  const key = createHash('sha256')
    .update(JSON.stringify(sorted(facts)))
    .digest('hex')
    .slice(0, 16);
  return `${id.replace(/[^\w.-]/g, '-')}-${key}.onnx`;
}

/** The same value with the keys of every object in order, so that equal declarations give equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
