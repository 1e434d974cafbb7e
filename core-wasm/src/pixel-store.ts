import type { Image, Mask, Pixels, Tensor } from '@facet/api';
import type { Arena } from './arena.js';
import type { Surface } from './backend.js';
import { argumentError } from './errors.js';
import { Handles, imageBytes } from './handles.js';

/** Pictures, masks and tensors of one memory: makes them, copies them in and out, and ends their life. */
export class PixelStore {
  protected readonly arena: Arena;
  protected readonly handles: Handles;

  constructor(arena: Arena) {
    this.arena = arena;
    this.handles = new Handles(arena);
  }

  get usedBytes(): number {
    return this.arena.usedBytes;
  }

  get peakBytes(): number {
    return this.arena.peakBytes;
  }

  startPeak(): void {
    this.arena.startPeak();
  }

  get memoryBytes(): number {
    return this.arena.memoryBytes;
  }

  get unplannedGrowths(): number {
    return this.arena.unplannedGrowths;
  }

  reserve(bytes: number, wanted?: number): void {
    this.arena.reserve(bytes, wanted);
  }

  lend<T>(image: Image, use: (pixels: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T> {
    const surface = this.handles.image('lend', 'image', image);
    return this.arena.lend(() => use(this.#imageView(surface)));
  }

  mark(): number {
    return this.arena.mark();
  }

  release(mark: number): void {
    this.handles.release(mark);
  }

  holds(kind: 'image' | 'mask', handle: unknown): boolean {
    return this.handles.holds(kind, handle);
  }

  createImage(width: number, height: number): Image {
    const image = this.handles.createImage('createImage', width, height);
    this.imageView(image).fill(0);
    return image;
  }

  createMask(width: number, height: number): Mask {
    const mask = this.handles.createMask('createMask', width, height);
    this.#maskView(this.handles.mask('createMask', 'mask', mask)).fill(0);
    return mask;
  }

  createTensor(dims: readonly number[]): Tensor {
    const tensor = this.handles.createTensor('createTensor', dims);
    this.tensorView(tensor).fill(0);
    return tensor;
  }

  importImage(pixels: Pixels): Image {
    const { width, height, data } = pixels;
    checkLength('importImage', data.length, width * height * imageBytes);
    const image = this.handles.createImage('importImage', width, height);
    this.imageView(image).set(data);
    return image;
  }

  importMask(width: number, height: number, data: Uint8Array): Mask {
    checkLength('importMask', data.length, width * height);
    const mask = this.handles.createMask('importMask', width, height);
    this.#maskView(this.handles.mask('importMask', 'mask', mask)).set(data);
    return mask;
  }

  importTensor(dims: readonly number[], data: Float32Array): Tensor {
    const length = dims.reduce((product, dim) => product * dim, 1);
    if (data.length !== length) {
      throw argumentError('importTensor', 'data', `${length} values, as dims say`, `${data.length}`);
    }
    const tensor = this.handles.createTensor('importTensor', dims);
    this.tensorView(tensor).set(data);
    return tensor;
  }

  readImage(image: Image): Uint8ClampedArray<ArrayBuffer> {
    return new Uint8ClampedArray(this.#imageView(this.handles.image('readImage', 'image', image)));
  }

  readMask(mask: Mask): Uint8Array<ArrayBuffer> {
    return this.#maskView(this.handles.mask('readMask', 'mask', mask)).slice();
  }

  readTensor(tensor: Tensor): Float32Array<ArrayBuffer> {
    const { pointer, length } = this.handles.tensor('readTensor', 'tensor', tensor);
    return this.arena.floats(pointer, length).slice();
  }

  writeImage(image: Image, data: Uint8Array | Uint8ClampedArray): void {
    const view = this.#imageView(this.handles.image('writeImage', 'image', image));
    checkLength('writeImage', data.length, view.length);
    view.set(data);
  }

  writeMask(mask: Mask, data: Uint8Array): void {
    const view = this.#maskView(this.handles.mask('writeMask', 'mask', mask));
    checkLength('writeMask', data.length, view.length);
    view.set(data);
  }

  imageView(image: Image): Uint8Array<ArrayBuffer> {
    return this.#imageView(this.handles.image('imageView', 'image', image));
  }

  tensorView(tensor: Tensor): Float32Array<ArrayBuffer> {
    const { pointer, length } = this.handles.tensor('tensorView', 'tensor', tensor);
    return this.arena.floats(pointer, length);
  }

  #imageView({ pointer, width, height }: Surface): Uint8Array<ArrayBuffer> {
    return this.arena.bytes(pointer, width * height * imageBytes);
  }

  #maskView({ pointer, width, height }: Surface): Uint8Array<ArrayBuffer> {
    return this.arena.bytes(pointer, width * height);
  }
}

function checkLength(operation: string, length: number, expected: number): void {
  if (length !== expected) {
    throw argumentError(operation, 'data', `${expected} bytes, as the size says`, `${length}`);
  }
}
