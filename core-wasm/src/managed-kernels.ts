import type { Image, KernelOperations, Kernels, KernelSetup, Tensor } from '@facet/api';

/** Makes the operations that take the place of the present ones. */
export type OpenOperations = (setup: KernelSetup) => KernelOperations | Promise<KernelOperations>;

export interface KernelsOptions {
  /** Size the kernels' memory may reach, in bytes, up to 4 GiB; by default 2 GiB. */
  readonly maximumBytes?: number;
  /** Which WebAssembly build runs; by default the best one this engine can run. `debug` checks its own assumptions. */
  readonly build?: WasmBuild;
}

export type WasmBuild = 'simd' | 'relaxed-simd' | 'debug';

/** Kernels together with the life of their memory, for the host alone. */
export interface ManagedKernels extends Kernels {
  /** Which WebAssembly build runs; absent for the reference backend. */
  readonly build?: WasmBuild;
  /** Remembers how much is in use now. */
  mark(): number;
  /**
   * Frees everything created since the mark. A handle used afterwards is an error.
   * @throws FacetError `KERNEL_ARGUMENT` for a number that is no mark.
   */
  release(mark: number): void;
  /**
   * Lets other operations work on this memory from now on; what was made before stays as it is.
   * @param name What `backend` says afterwards.
   * @throws FacetError `KERNEL_ARGUMENT` for kernels that are not in WebAssembly, and what `open` throws; the kernels then stay as they were.
   */
  replaceBackend(name: string, open: OpenOperations): Promise<void>;
  /** Whether a value is a picture or mask of these kernels that is alive. */
  holds(kind: 'image' | 'mask', handle: unknown): boolean;
  /** The tensor's values where they lie. Never keep it over an `await` or another call: growth of the memory detaches it. */
  tensorView(tensor: Tensor): Float32Array<ArrayBuffer>;
  /** The picture's pixels where they lie, under the same rule; `lend` keeps them over an `await`. */
  imageView(image: Image): Uint8Array<ArrayBuffer>;
  /**
   * Makes the memory large enough for so many bytes beside what is in use, so that what needs no more than that finds it as it is.
   * Memory that nothing is written to costs no more than its addresses.
   * @param wanted A larger number of bytes that is taken instead where limit and engine allow it.
   * @throws FacetError `KERNEL_MEMORY` when the limit lies below `bytes`, or the engine has no more.
   */
  reserve(bytes: number, wanted?: number): void;
  /** How often the memory has grown although `reserve` had made room before, since the beginning or `startPeak`. */
  readonly unplannedGrowths: number;
  /**
   * Hands out a picture's pixels where they lie for as long as `use` takes. Until then the memory cannot grow: what would need it
   * fails with `KERNEL_MEMORY`.
   * @returns What `use` gives.
   */
  lend<T>(image: Image, use: (pixels: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T>;
  /** Bytes in use by living pictures, masks and tensors. */
  readonly usedBytes: number;
  /** The most bytes that were in use, scratch space included, since the beginning or `startPeak`. */
  readonly peakBytes: number;
  /** Counts the peak from what is in use now, and growth anew. */
  startPeak(): void;
  /** Present size of the whole memory in bytes; it never shrinks. */
  readonly memoryBytes: number;
}
