import { isDeepStrictEqual } from 'node:util';
import type { Tree } from './layer.js';
import { isTree } from './layer.js';

/** What differs in `after`, as a tree that merges onto `before`. A key that was removed keeps its value. */
export function changedTree(before: Tree, after: Tree): Tree {
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (isDeepStrictEqual(old, value)) continue;
    changes[key] = isTree(old) && isTree(value) ? changedTree(old, value) : value;
  }
  return changes;
}
