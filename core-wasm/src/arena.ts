import { argumentError, memoryError, memoryLent } from './errors.js';
import { pageBytes, type WasmMemory } from './web-assembly.js';

/** Every buffer starts at a multiple of this, and this many bytes after its end may be read or overwritten by a vector store. */
export const alignment = 16;

/**
 * A stack of buffers in one WebAssembly memory: buffers are added on top and freed down to a mark.
 * The free space above the top serves as scratch space for the kernels, so that a kernel allocates nothing.
 *
 * Growing the memory detaches every view on it: callers keep pointers and take a view only for as long as they use it.
 */
export class Arena {
  readonly memory: WasmMemory;
  readonly #base: number;
  readonly #maximumBytes: number;
  #top: number;
  #peak: number;
  #planned = false;
  #unplannedGrowths = 0;
  #lent = 0;

  /**
   * @param base first byte that is free, after the module's own data
   * @param maximumBytes size the memory may reach, the module's own data included
   */
  constructor(memory: WasmMemory, base: number, maximumBytes: number) {
    this.memory = memory;
    this.#base = alignUp(base);
    this.#maximumBytes = maximumBytes;
    this.#top = this.#base;
    this.#peak = this.#base;
  }

  /** Bytes of living buffers, padding included. */
  get usedBytes(): number {
    return this.#top - this.#base;
  }

  /** The most bytes that were in use at once, scratch space included, since the beginning or `startPeak`. */
  get peakBytes(): number {
    return this.#peak - this.#base;
  }

  /** Counts the peak from what is in use now, and growth anew. */
  startPeak(): void {
    this.#unplannedGrowths = 0;
    this.#peak = this.#top;
  }

  /** Present size of the memory. It never shrinks. */
  get memoryBytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** How often the memory has grown although `reserve` had made room before, since the beginning or `startPeak`. */
  get unplannedGrowths(): number {
    return this.#unplannedGrowths;
  }

  /**
   * Makes the memory large enough for so many bytes beside what is in use now.
   * @param wanted A larger number of bytes that is taken instead where limit and engine allow it.
   * @throws FacetError `KERNEL_MEMORY`
   */
  reserve(bytes: number, wanted = bytes): void {
    const end = alignUp(this.#top + bytes);
    if (end > this.#maximumBytes) throw memoryError(end, this.#maximumBytes);
    const wished = Math.min(alignUp(this.#top + wanted), this.#maximumBytes);
    if (wished > this.memoryBytes) this.#grow(end, wished);
    this.#planned = true;
  }

  /**
   * Keeps the memory as it is while `work` uses views on it: what would make it grow fails.
   * @returns What `work` gives.
   */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    this.#lent++;
    try {
      return await work();
    } finally {
      this.#lent--;
    }
  }

  /**
   * Adds a buffer on top of the stack; its content is undefined.
   * @throws FacetError `KERNEL_MEMORY`
   */
  allocate(bytes: number): number {
    const pointer = this.#top;
    this.#top = this.#reserve(bytes);
    return pointer;
  }

  /**
   * Scratch space above the top, valid until the next call of `allocate` or `scratch`; its content is undefined.
   * @throws FacetError `KERNEL_MEMORY`
   */
  scratch(bytes: number): number {
    this.#reserve(bytes);
    return this.#top;
  }

  /** The present height of the stack, for `release`. */
  mark(): number {
    return this.#top - this.#base;
  }

  /**
   * Frees what was added since `mark` and returns the first address that is free.
   * @throws FacetError `KERNEL_ARGUMENT` for a number that is no mark of this stack.
   */
  release(mark: number): number {
    const top = this.#base + mark;
    if (!Number.isInteger(mark) || mark < 0 || mark % alignment !== 0 || top > this.#top) {
      throw argumentError('release', 'mark', `a mark from 0 to ${this.usedBytes}`, String(mark));
    }
    this.#top = top;
    return top;
  }

  /** A view that the next growth of the memory detaches. */
  bytes(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, pointer, length);
  }

  /** A view that the next growth of the memory detaches. */
  floats(pointer: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, pointer, length);
  }

  /** A view that the next growth of the memory detaches. */
  integers(pointer: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.memory.buffer, pointer, length);
  }

  /** A view that the next growth of the memory detaches. */
  words(pointer: number, length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.memory.buffer, pointer, length);
  }

  #reserve(bytes: number): number {
    const end = alignUp(this.#top + bytes + alignment);
    if (end > this.memoryBytes) {
      this.#grow(end, Math.max(end, this.memoryBytes * 1.5));
      if (this.#planned) this.#unplannedGrowths++;
    }
    this.#peak = Math.max(this.#peak, end);
    return end;
  }

  /** @param wished A size that is taken where limit and engine allow it. */
  #grow(end: number, wished: number): void {
    if (end > this.#maximumBytes) throw memoryError(end, this.#maximumBytes);
    if (this.#lent > 0) throw memoryLent(end - this.memoryBytes);
    if (this.#growTo(Math.min(wished, this.#maximumBytes)) === undefined) return;
    const cause = this.#growTo(end);
    if (cause !== undefined) throw memoryError(end, this.#maximumBytes, cause);
  }

  /** @returns Why the engine did not, when it did not. */
  #growTo(bytes: number): unknown {
    const pages = Math.ceil((bytes - this.memoryBytes) / pageBytes);
    if (pages <= 0) return undefined;
    try {
      this.memory.grow(pages);
      return undefined;
    } catch (cause) {
      return cause;
    }
  }
}

function alignUp(value: number): number {
  return Math.ceil(value / alignment) * alignment;
}
