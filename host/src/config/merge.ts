import { invalidValue } from '../errors/config.js';
import type { Layer, Tree } from './layer.js';
import { ArrayPatch, isTree } from './layer.js';

/** Merged values, and the layer that set each leaf (a value that is no object or array, or an empty one). */
export interface Merged {
  readonly tree: Tree;
  readonly leaves: ReadonlyMap<string, Layer>;
}

/** Where a provider with its options stands; `'name'` there is short for `{ use: 'name' }`. */
const usePath =
  /^(overrides\.\d+\.config\.)?(kernels|detector|landmarker|recognizer|classifier|inpainter|(units\.\d+|unitDefaults)\.(swapper|upscaler|restorer|masks\.\d+)|postprocess\.(upscaler|restorer)|server\.(improvedMask\.\d+|(restorers|upscalers)\.[^.]+)|(finishers|checkers)\.\d+)$/;

/**
 * Merges layers: objects key by key, arrays as a whole. Naming another provider drops the options meant for the one before.
 * @throws FacetError `CONFIG_INVALID` for an index past the end of an array.
 */
export function mergeLayers(layers: readonly Layer[]): Merged {
  const leaves = new Map<string, Layer>();
  let tree: Tree = {};
  for (const layer of layers) tree = merge(tree, layer.tree, [], layer, leaves) as Tree;
  return { tree, leaves };
}

function merge(
  below: unknown,
  above: unknown,
  path: readonly string[],
  layer: Layer,
  leaves: Map<string, Layer>,
): unknown {
  const value = expandUse(above, path);
  if (value instanceof ArrayPatch) return patchArray(below, value, path, layer, leaves);
  if (!isTree(value) || path[0] === 'plugins') return replace(value, path, layer, leaves);
  const base = isTree(below) && !isOtherProvider(below, value, path) ? below : undefined;
  if (base === undefined) forget(path, leaves);
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  if (entries.length === 0 && base === undefined) leaves.set(path.join('.'), layer);
  else leaves.delete(path.join('.'));
  const merged: Record<string, unknown> = { ...base };
  for (const [key, child] of entries) {
    const childPath = [...path, key];
    if (key === '__proto__')
      throw invalidValue(childPath.join('.'), 'another key', '"__proto__"', layer.locate(childPath));
    merged[key] = merge(base?.[key], child, childPath, layer, leaves);
  }
  return merged;
}

function patchArray(
  below: unknown,
  patch: ArrayPatch,
  path: readonly string[],
  layer: Layer,
  leaves: Map<string, Layer>,
): unknown {
  const merged: unknown[] = Array.isArray(below) ? [...(below as unknown[])] : [];
  if (merged.length === 0) forget(path, leaves);
  for (const [index, child] of patch.entries) {
    const childPath = [...path, String(index)];
    if (index > merged.length) {
      const expected = merged.length === 0 ? 'index 0' : `an index from 0 to ${merged.length}`;
      throw invalidValue(path.join('.'), expected, String(index), layer.locate(childPath));
    }
    merged[index] = merge(merged[index], child, childPath, layer, leaves);
  }
  return merged;
}

/** A value that takes the place of whatever was there. Providers inside arrays are spelled out as objects. */
function replace(value: unknown, path: readonly string[], layer: Layer, leaves: Map<string, Layer>): unknown {
  forget(path, leaves);
  if (!Array.isArray(value) || value.length === 0 || path[0] === 'plugins') {
    leaves.set(path.join('.'), layer);
    return value;
  }
  return value.map((child: unknown, index) =>
    merge(undefined, child, [...path, String(index)], layer, leaves),
  );
}

function expandUse(value: unknown, path: readonly string[]): unknown {
  return typeof value === 'string' && usePath.test(path.join('.')) ? { use: value } : value;
}

function isOtherProvider(below: Tree, above: Tree, path: readonly string[]): boolean {
  return above.use !== undefined && above.use !== below.use && usePath.test(path.join('.'));
}

function forget(path: readonly string[], leaves: Map<string, Layer>): void {
  const key = path.join('.');
  for (const leaf of leaves.keys())
    if (key === '' || leaf === key || leaf.startsWith(`${key}.`)) leaves.delete(leaf);
}

/** The layer that set `path`, or something in it, or what surrounds it. */
export function layerOf(leaves: ReadonlyMap<string, Layer>, path: readonly string[]): Layer | undefined {
  const key = path.join('.');
  const exact = leaves.get(key);
  if (exact) return exact;
  for (const [leaf, layer] of leaves) if (leaf.startsWith(`${key}.`)) return layer;
  return path.length === 0 ? undefined : layerOf(leaves, path.slice(0, -1));
}
