import type { Image, Mask, Tensor } from '@facet/api';
import type { Arena } from './arena.js';
import type { Surface, Values } from './backend.js';
import { argumentError } from './errors.js';

interface Allocation {
  readonly kind: 'image' | 'mask' | 'tensor';
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  readonly length: number;
  live: boolean;
}

/** Bytes per pixel of an RGBA picture. */
export const imageBytes = 4;

/** Longest side of a picture: row offsets and fixed-point coordinates are made for it. */
export const maximumSide = 65_535;

/** Gives out handles on buffers of an arena and finds the buffer behind a handle, as long as it lives. */
export class Handles {
  readonly #arena: Arena;
  readonly #allocations = new WeakMap<object, Allocation>();
  readonly #stack: Allocation[] = [];

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  createImage(operation: string, width: number, height: number): Image {
    checkSide(operation, 'width', width);
    checkSide(operation, 'height', height);
    const handle = { width, height };
    this.#add('image', handle, width, height, width * height * imageBytes, 1);
    return handle as unknown as Image;
  }

  createMask(operation: string, width: number, height: number): Mask {
    checkSide(operation, 'width', width);
    checkSide(operation, 'height', height);
    const handle = { width, height };
    this.#add('mask', handle, width, height, width * height, 1);
    return handle as unknown as Mask;
  }

  createTensor(operation: string, dims: readonly number[]): Tensor {
    let length = 1;
    for (const dim of dims) {
      if (!Number.isInteger(dim) || dim < 1) {
        throw argumentError(operation, 'dims', 'whole numbers from 1', `[${dims.join(', ')}]`);
      }
      length *= dim;
    }
    const handle = { dims: Object.freeze([...dims]) };
    this.#add('tensor', handle, 0, 0, length, Float32Array.BYTES_PER_ELEMENT);
    return handle as unknown as Tensor;
  }

  /** @throws FacetError `KERNEL_ARGUMENT` when this is no image of these kernels, or one that was released. */
  image(operation: string, name: string, handle: Image): Surface {
    return this.#find(operation, name, 'image', handle);
  }

  /** @throws FacetError `KERNEL_ARGUMENT` when this is no mask of these kernels, or one that was released. */
  mask(operation: string, name: string, handle: Mask): Surface {
    return this.#find(operation, name, 'mask', handle);
  }

  /** @throws FacetError `KERNEL_ARGUMENT` when this is no tensor of these kernels, or one that was released. */
  tensor(operation: string, name: string, handle: Tensor): Values {
    return this.#find(operation, name, 'tensor', handle);
  }

  /** Whether this is a living handle of that kind. */
  holds(kind: 'image' | 'mask', handle: unknown): boolean {
    const found = typeof handle === 'object' && handle !== null ? this.#allocations.get(handle) : undefined;
    return found?.kind === kind && found.live;
  }

  /** Frees everything created since the mark. */
  release(mark: number): void {
    const end = this.#arena.release(mark);
    let last = this.#stack.at(-1);
    while (last !== undefined && last.pointer >= end) {
      last.live = false;
      this.#stack.pop();
      last = this.#stack.at(-1);
    }
  }

  #add(
    kind: Allocation['kind'],
    handle: object,
    width: number,
    height: number,
    length: number,
    bytesEach: number,
  ): void {
    const pointer = this.#arena.allocate(length * bytesEach);
    const allocation: Allocation = { kind, pointer, width, height, length, live: true };
    this.#allocations.set(Object.freeze(handle), allocation);
    this.#stack.push(allocation);
  }

  #find(operation: string, name: string, kind: Allocation['kind'], handle: unknown): Allocation {
    const found = typeof handle === 'object' && handle !== null ? this.#allocations.get(handle) : undefined;
    if (found === undefined) {
      throw argumentError(operation, name, `${withArticle(kind)} of these kernels`, describe(handle));
    }
    if (found.kind !== kind) throw argumentError(operation, name, withArticle(kind), withArticle(found.kind));
    if (!found.live) {
      throw argumentError(
        operation,
        name,
        `${withArticle(kind)} that is alive`,
        'one that was already released',
      );
    }
    return found;
  }
}

function checkSide(operation: string, name: string, side: number): void {
  if (!Number.isInteger(side) || side < 1 || side > maximumSide) {
    throw argumentError(operation, name, `a whole number from 1 to ${maximumSide}`, String(side));
  }
}

function withArticle(kind: Allocation['kind']): string {
  return kind === 'image' ? 'an image' : `a ${kind}`;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object that they did not make' : `a value of type ${typeof value}`;
}
