import type { Affine, Rect } from './geometry.js';
import type { TensorSpec } from './image.js';
import type { Border, MeshWarp, ResizeFilter, WarpFilter } from './kernels.js';
import type { Call } from './providers.js';

/** A picture or mask in the kernels' memory: rows without gaps, from `pointer` on, 16 spare bytes after the last. */
export interface Surface {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
}

/** Float32 values in the kernels' memory, from `pointer` on, 16 spare bytes after the last. */
export interface Values {
  readonly pointer: number;
  /** Number of values. */
  readonly length: number;
}

/** An axis-aligned ellipse turned by an angle, as the quadratic form `xx*dx² + 2*xy*dx*dy + yy*dy² <= 1` around its centre. */
export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Whole pixels: `x0 <= x < x1` and `y0 <= y < y1`, inside the picture. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** How a picture is reduced: blocks of `factorX` by `factorY` pixels, 1 to 256 each, counted from its first pixel. */
export interface ReductionBlocks {
  readonly factorX: number;
  readonly factorY: number;
  /** The block that becomes the destination's first pixel, from 0. Every block of the destination holds a pixel of the source. */
  readonly blockX: number;
  readonly blockY: number;
}

/**
 * What `Kernels` does, behind the checks: every argument has been validated, transforms are already inverted, and
 * source and destination are different buffers unless said otherwise. Meaning and tolerances are those of `Kernels`.
 * Each operation is done when it returns; none returns a promise.
 */
export interface KernelOperations {
  warpAffine(src: Surface, dst: Surface, dstToSrc: Affine, filter: WarpFilter, border: Border): void;
  warpMask(src: Surface, dst: Surface, dstToSrc: Affine): void;
  warpToTensor(src: Surface, dst: Values, dstToSrc: Affine, spec: TensorSpec, border: Border): void;
  /**
   * What `antialias` does before a warp: each pixel of `dst` becomes the average of a block of `src`. Of a block that leaves
   * the source at the right or below, the rest is what `border` says. Rounded to the nearest level, halves up. Exact.
   */
  reduce(src: Surface, dst: Surface, blocks: ReductionBlocks, border: Border): void;
  tensorToImage(src: Values, dst: Surface, spec: TensorSpec): void;
  resize(src: Surface, dst: Surface, filter: ResizeFilter): void;
  warpMesh(src: Surface, dst: Surface, mesh: MeshWarp): void;
  drawBox(mask: Surface, box: PixelBox, value: number): void;
  drawEllipse(mask: Surface, ellipse: Ellipse, value: number): void;
  drawPolygon(mask: Surface, points: Float32Array, value: number): void;
  /** Sigma is above 0. */
  feather(mask: Surface, sigma: number): void;
  erode(mask: Surface, width: number, height: number): void;
  dilate(mask: Surface, width: number, height: number): void;
  /** The two may be the same buffer. */
  combineMasks(dst: Surface, src: Surface, op: 'min' | 'max' | 'multiply'): void;
  /** The two pictures may be the same buffer. */
  transferColorMeanStd(image: Surface, reference: Surface, mask: Surface | undefined): void;
  /** The two may be the same buffer. */
  transferColorHistogram(image: Surface, reference: Surface): void;
  /** Sigma is above 0. */
  sharpen(image: Surface, sigma: number, amount: number): void;
  /** The two pictures may be the same buffer. */
  blend(dst: Surface, src: Surface, opacity: number, mask: Surface | undefined): void;
  /** `channels` planes of `width` x `height`; the weight is one. */
  blurPlanes(
    field: Values,
    channels: number,
    width: number,
    height: number,
    sigma: number,
    weight: Values | undefined,
  ): void;
  /** `dst` has three values per pixel. */
  measureTone(src: Surface, dst: Values): void;
  /** `change` holds six planes of `columns` x `rows`. */
  changeTone(image: Surface, change: Values, columns: number, rows: number, where: Surface): void;
  /** The two pictures may be the same buffer. Strength is above 0. */
  matchGrain(image: Surface, target: Surface, measured: Surface, where: Surface, strength: number): void;
  /** `channels` planes of the region's size, 1 to 4. */
  membrane(field: Values, channels: number, region: Surface, anchor: Surface | undefined): void;
  /** The two pictures may be the same buffer. */
  seamlessClone(dst: Surface, src: Surface, mask: Surface): void;
  /**
   * `bounds` is the part of the frame that the crop can reach and that may be touched, and holds at least one pixel.
   * `levels`, when given, are 768 bytes: what each level of the crop's red becomes before it is pasted, then green, then blue.
   * @returns The whole pixels of the frame that the mask reaches.
   */
  paste(
    frame: Surface,
    crop: Surface,
    mask: Surface,
    frameToCrop: Affine,
    bounds: PixelBox,
    levels: Uint8Array | undefined,
  ): Rect;
}

/** The name of every operation, in the order of `KernelOperations`. */
export const kernelOperations = [
  'warpAffine',
  'warpMask',
  'warpToTensor',
  'reduce',
  'tensorToImage',
  'resize',
  'warpMesh',
  'drawBox',
  'drawEllipse',
  'drawPolygon',
  'feather',
  'erode',
  'dilate',
  'combineMasks',
  'transferColorMeanStd',
  'transferColorHistogram',
  'sharpen',
  'blend',
  'blurPlanes',
  'measureTone',
  'changeTone',
  'matchGrain',
  'membrane',
  'seamlessClone',
  'paste',
] as const satisfies readonly (keyof KernelOperations)[];

/** The memory pictures live in: a WebAssembly.Memory, which a module of the plugin's own may import. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What the operations of a plugin stand on. One memory holds everything; nothing else may be written to. */
export interface KernelSetup {
  readonly memory: KernelMemory;
  /** The host's operations in WebAssembly, on this memory: spread them to replace some alone. */
  readonly wasm: KernelOperations;
  /** The host's operations in plain TypeScript, on this memory. */
  readonly reference: KernelOperations;
  /** Takes bytes of the memory for as long as the kernels live; only while `open` runs. @returns Their address, a multiple of 16. */
  allocate(bytes: number): number;
  /** Bytes that are free until the next call of `scratch` or of one of the host's operations. @returns Their address, a multiple of 16. */
  scratch(bytes: number): number;
  /** The bytes of a mask, or with 4 as `channels` of a picture. Growth of the memory, and so `scratch`, detaches every view: take it last. */
  bytes(surface: Surface, channels: 1 | 4): Uint8Array<ArrayBuffer>;
  /** The values where they lie, under the same rule. */
  floats(values: Values): Float32Array<ArrayBuffer>;
}

/** Kernels of a plugin, which take the place of the host's: `kernels: '<plugin>/<id>'` in the config. */
export interface KernelBackend<O = Readonly<Record<string, unknown>>> {
  /**
   * Makes the operations. Called once in every engine worker, before any stage runs. All of `KernelOperations` must be there:
   * `{ ...setup.wasm, sharpen: … }` replaces one alone.
   */
  open(setup: KernelSetup, call: Call<O>): KernelOperations | Promise<KernelOperations>;
}
