import type { Origin } from './types.js';

/** A tree of config values as one place wrote them. */
export type Tree = Readonly<Record<string, unknown>>;

/** One place that sets config values. Layers are merged in order; later ones win. */
export interface Layer {
  readonly tree: Tree;
  /** The folder relative paths of this layer resolve from. */
  readonly from: string;
  /** Where this layer sets the value at `path`, or the nearest thing around it. */
  readonly locate: (path: readonly string[]) => Origin;
}

/** Changes to single elements of an array, where a plain array would replace it whole. */
export class ArrayPatch {
  readonly entries: ReadonlyMap<number, unknown>;

  constructor(entries: Iterable<readonly [number, unknown]>) {
    this.entries = new Map(entries);
  }
}

/** Whether a value is a plain object, made in whichever realm. */
export function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || value instanceof ArrayPatch) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
