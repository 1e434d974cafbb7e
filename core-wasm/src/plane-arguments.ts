import type { Plane } from '@facet/api';
import { checkWhole } from './arguments.js';
import type { Arena } from './arena.js';
import type { Values } from './backend.js';
import { argumentError } from './errors.js';
import { maximumSide } from './handles.js';

/** @throws FacetError `KERNEL_ARGUMENT` for planes of several sizes, or without as many values as their size says. */
export function checkPlanes(operation: string, name: string, planes: readonly Plane[]): void {
  const [first] = planes;
  if (first === undefined) throw argumentError(operation, name, 'at least one plane', 'none');
  checkWhole(operation, `the width of ${name}`, first.width, 1, maximumSide);
  checkWhole(operation, `the height of ${name}`, first.height, 1, maximumSide);
  for (const { width, height, data } of planes) {
    if (width !== first.width || height !== first.height) {
      throw argumentError(operation, name, `${first.width}x${first.height}`, `${width}x${height}`);
    }
    if (data.length !== width * height) {
      throw argumentError(operation, name, `${width * height} values, as the size says`, `${data.length}`);
    }
  }
}

/** Works on copies of planes in the kernels' memory, one after another, which are gone afterwards. */
export function withPlanes<T>(arena: Arena, planes: readonly Plane[], work: (values: Values) => T): T {
  const length = planes.reduce((sum, { data }) => sum + data.length, 0);
  return withRoom(arena, length, (values) => {
    const view = arena.floats(values.pointer, length);
    let at = 0;
    for (const { data } of planes) {
      view.set(data, at);
      at += data.length;
    }
    return work(values);
  });
}

/** Works with room for so many values in the kernels' memory, which is free again afterwards. */
export function withRoom<T>(arena: Arena, length: number, work: (values: Values) => T): T {
  const mark = arena.mark();
  try {
    return work({ pointer: arena.allocate(length * Float32Array.BYTES_PER_ELEMENT), length });
  } finally {
    arena.release(mark);
  }
}

/** Copies values that lie one after another into planes. */
export function readPlanes(arena: Arena, { pointer, length }: Values, planes: readonly Plane[]): void {
  const view = arena.floats(pointer, length);
  let at = 0;
  for (const { data } of planes) {
    data.set(view.subarray(at, at + data.length));
    at += data.length;
  }
}
