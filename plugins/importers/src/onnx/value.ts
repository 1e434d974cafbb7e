import type { Tensor } from './tensor.js';

/** A size; `null` is open (known when the model runs). */
export type Dim = number | null;
export type Dims = readonly Dim[];

/** What flows along an edge of the graph being built. */
export interface Value {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  readonly dims: Dims;
  /** Set when the value is a constant. */
  readonly constant?: Tensor;
  /** What is known about a vector of integers, such as a shape of which only the batch is open. */
  readonly known?: readonly Dim[];
}

/** The integers of a vector as far as they are known; `undefined` when nothing is. */
export function knownIntegers(value: Value): readonly Dim[] | undefined {
  if (value.known !== undefined) return value.known;
  if (value.constant?.type === 'int64') return Array.from(value.constant.data);
  return undefined;
}

/** The integers of a vector when all of them are known. */
export function fixedIntegers(value: Value): readonly number[] | undefined {
  const known = knownIntegers(value);
  return known?.every((entry) => entry !== null) === true ? known : undefined;
}

/** NumPy's broadcasting of two shapes; an open size against 1 stays open, against n becomes n. */
export function broadcast(a: Dims, b: Dims): Dims {
  const rank = Math.max(a.length, b.length);
  const aligned = (dims: Dims, axis: number): Dim => dims.at(axis) ?? (axis < -dims.length ? 1 : null);
  return Array.from({ length: rank }, (_, index) => {
    const [left, right] = [aligned(a, index - rank), aligned(b, index - rank)];
    if (left === 1) return right;
    return right === 1 ? left : (left ?? right);
  });
}
