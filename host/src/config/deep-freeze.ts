import { isTree } from './layer.js';

/** Freezes plain objects and arrays all the way down; instances of classes stay as they are. */
export function deepFreeze<T>(value: T): T {
  if ((isTree(value) || Array.isArray(value)) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
