import type { Affine, Point, Rect } from './geometry.js';
import type { Image, Mask, Pixels, Plane, Tensor, TensorSpec } from './image.js';

export type WarpFilter = 'bilinear' | 'bicubic';
export type ResizeFilter = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos' | 'area';
/** What a warp reads outside its source: transparent black, or the nearest edge pixel. */
export type Border = 'transparent' | 'edge';

export interface MeshWarp {
  /** x, y pairs in the source picture. */
  readonly from: Float32Array;
  /** x, y pairs in the destination, as many as in `from`. */
  readonly to: Float32Array;
  /** One depth per point (smaller is nearer); without it, later triangles cover earlier ones. */
  readonly depth?: Float32Array;
  /** Three point indices per triangle. A triangle whose destination area is negative (y down) faces away and is left out. */
  readonly triangles: Uint16Array;
}

export interface WarpOptions {
  /**
   * Averages before it samples where `srcToDst` shrinks by more than 2; by default it does not, as OpenCV and most programs.
   * A sample between pixels reads two by two of them (bicubic four by four) however many lie between it and the next one, so
   * that fine patterns turn into false ones.
   *
   * Along each axis of the source on its own: when more than 2 of its pixels make one of the destination, the nearest whole
   * number of them (at most 256) makes a block. Blocks are counted from the source's first pixel; their averages, rounded to
   * whole levels, are what is then warped, by 0.8 to 1.25. Only the part of the source that the destination shows is averaged.
   */
  readonly antialias?: boolean;
}

/** What a pixel operation does to colours on its way: a level of red, green or blue (in this order) becomes `level * gain + offset`, cut to 0..255. */
export interface ColorMap {
  /** Not 0. */
  readonly gain: readonly [number, number, number];
  /** In levels. */
  readonly offset: readonly [number, number, number];
}

export interface PasteOptions {
  /** Changes the crop's colours, which are rounded to whole levels then, before they are pasted. */
  readonly colors?: ColorMap;
  /** Touches only these rows of the frame: whole numbers, `from <= y < to`. Several ranges after one another give what one call gives. */
  readonly rows?: { readonly from: number; readonly to: number };
}

/**
 * The pixel operations every plugin may use. Two backends of the host implement them, WebAssembly and plain TypeScript,
 * and plugins may bring more (`KernelBackend`); they agree within the tolerance stated at each operation (levels of 255 unless said otherwise).
 *
 * Handles belong to the scope they were made in: what is made while one face is worked on is gone when the
 * next face begins. Nothing here changes an argument unless the name says so (`dst`, `image`, `frame`).
 *
 * @throws FacetError `KERNEL_ARGUMENT` for sizes that do not fit, a transform without inverse or a value that is not finite;
 * `KERNEL_MEMORY` when the pictures no longer fit.
 */
export interface Kernels {
  /** `wasm`, `reference`, or the full name of a plugin's backend. */
  readonly backend: string;

  /** A transparent black picture. */
  createImage(width: number, height: number): Image;
  /** An all-zero mask. */
  createMask(width: number, height: number): Mask;
  /** An all-zero tensor. */
  createTensor(dims: readonly number[]): Tensor;
  importImage(pixels: Pixels): Image;
  importMask(width: number, height: number, data: Uint8Array): Mask;
  /** A tensor of as many values as `dims` say. */
  importTensor(dims: readonly number[], data: Float32Array): Tensor;
  /** Copies the pixels out. */
  readImage(image: Image): Uint8ClampedArray<ArrayBuffer>;
  readMask(mask: Mask): Uint8Array<ArrayBuffer>;
  readTensor(tensor: Tensor): Float32Array<ArrayBuffer>;
  /** Overwrites the pixels of a picture of the same size. */
  writeImage(image: Image, data: Uint8Array | Uint8ClampedArray): void;
  writeMask(mask: Mask, data: Uint8Array): void;

  /** Fills `dst` with `src` seen through `srcToDst`. Tolerance 1 (bicubic 2). */
  warpAffine(
    src: Image,
    dst: Image,
    srcToDst: Affine,
    filter: WarpFilter,
    border: Border,
    options?: WarpOptions,
  ): void;
  /** As `warpAffine`, bilinear, for a mask; outside is 0. Tolerance 1. */
  warpMask(src: Mask, dst: Mask, srcToDst: Affine): void;
  /** Warps (bilinear) and normalises in one pass. `dst` holds `3 * spec.width * spec.height` values. Tolerance: that of one pixel level, normalised. */
  warpToTensor(
    src: Image,
    dst: Tensor,
    srcToDst: Affine,
    spec: TensorSpec,
    border: Border,
    options?: WarpOptions,
  ): void;
  /** The inverse of `warpToTensor` without the warp: changes colours when `colors` are given, clamps to 0..255, rounds, sets alpha to 255. Tolerance 1. */
  tensorToImage(src: Tensor | Float32Array, dst: Image, spec: TensorSpec, colors?: ColorMap): void;
  /** Tolerance 1 (lanczos, area 2). */
  resize(src: Image, dst: Image, filter: ResizeFilter): void;
  /** Textured triangles: each pixel of `dst` that a triangle covers takes its colour from `src`, bilinear; the others are left alone. Tolerance 1 off triangle edges. */
  warpMesh(src: Image, dst: Image, mesh: MeshWarp): void;

  /** Sets the pixels whose centre lies in the rectangle to `value`. Exact. */
  drawBox(mask: Mask, box: Rect, value: number): void;
  /** Sets the pixels inside an ellipse, turned clockwise by `angleDeg`. Edge pixels may differ. */
  drawEllipse(
    mask: Mask,
    centre: Point,
    radiusX: number,
    radiusY: number,
    angleDeg: number,
    value: number,
  ): void;
  /** Sets the pixels inside a convex polygon of x, y pairs. Edge pixels may differ. */
  drawPolygon(mask: Mask, points: Float32Array, value: number): void;
  /** A Gaussian blur of the given sigma in pixels; outside counts as the edge. Within 2 of a true Gaussian along an edge, within 3 everywhere; backends agree within 1. */
  feather(mask: Mask, sigma: number): void;
  /** Rectangular minimum over `width` x `height` pixels around each; outside does not count. Exact. */
  erode(mask: Mask, width: number, height: number): void;
  /** Rectangular maximum. Exact. */
  dilate(mask: Mask, width: number, height: number): void;
  /** `dst = op(dst, src)`; multiply is `round(dst * src / 255)`. Exact. */
  combineMasks(dst: Mask, src: Mask, op: 'min' | 'max' | 'multiply'): void;

  /**
   * Gives `image` the per-channel mean and deviation of `reference` in CIE Lab (E. Reinhard et al., 2001), over the pixels where
   * `mask` is set. A deviation of `image` below 0.5 counts as 0.5. Sizes may differ only without a mask. Tolerance 2.
   */
  transferColorMeanStd(image: Image, reference: Image, mask?: Mask): void;
  /** Matches the Lab histograms of `image` to `reference`, then restores the luminance of `image`: hue from the reference, light and shade from the picture. Tolerance 2. */
  transferColorHistogram(image: Image, reference: Image): void;
  /** `image + amount * (image - blur(image, sigma))`, clamped; alpha is left alone. Tolerance 1. */
  sharpen(image: Image, sigma: number, amount: number): void;
  /** `dst = dst + (src - dst) * opacity * mask / 255` on all four channels; `opacity` 0..1. Tolerance 1. */
  blend(dst: Image, src: Image, opacity: number, mask?: Mask): void;

  /**
   * Blurs planes of one size with a Gaussian of `sigma` pixels, in place, by three box blurs; one below 0.3 is none. Outside counts as the
   * nearest edge pixel. With `weight` (0 or more) a value becomes the weighted mean around it, so that what has no weight does not
   * count; where next to no weight is near, wider views fill in, and without any weight all becomes 0. Values must be
   * finite. Tolerance: 1/1000 of the largest one.
   */
  blurPlanes(planes: readonly Plane[], sigma: number, weight?: Plane): void;
  /**
   * The tone of a picture as three planes: `ln(Y + 0.003)` for a luminance Y of 0..1, then a / (L + 16) and b / (L + 16) of CIE Lab (D65). A change
   * of light adds to the first and leaves the others nearly alone. Alpha does not count. Tolerance 1e-4.
   */
  measureTone(image: Image): [log: Plane, a: Plane, b: Plane];
  /**
   * Changes the tone of a picture (see `measureTone`) to `gain * tone + offset` where `where` is set; alpha is left alone. `change` holds six planes
   * of one size, which need not be the picture's: the gains of the three tones, then the offsets; between their values, bilinear. Tolerance 1.
   */
  changeTone(image: Image, change: readonly Plane[], where: Mask): void;
  /**
   * Matches the finest detail (about a pixel) of a picture's luma to that of `target`, measured where `measured` is set: what is sharper is
   * blurred, what is smoother gets noise, the same on every run. Fewer than 256 measured pixels say nothing. Only pixels where
   * `where` is set change; alpha is left alone. `strength` 0..1 is the share of the change that is made. Tolerance 2.
   */
  matchGrain(image: Image, target: Image, measured: Mask, where: Mask, strength: number): void;

  /**
   * Fills the region, where `region` is set, of each plane of `field` (dims `[channels, height, width]`, 1 to 4 channels) with
   * the membrane through the values around it: every pixel becomes the mean of its four neighbours. A value outside counts
   * where `anchor` is set, without `anchor` everywhere; beside the others, as at the picture's edge, the membrane ends freely.
   * A part of the region that touches no value that counts becomes 0. Values must be finite. Tolerance: 1/256 of the largest
   * value that counts, more where free edges make a labyrinth of the region.
   */
  membrane(field: Tensor, region: Mask, anchor?: Mask): void;
  /**
   * Seamless cloning (P. Pérez et al., Poisson image editing, 2003): where `mask` is set, `dst` takes on the detail of `src`,
   * shifted by the membrane of their differences around the mask, so that no edge is left. Alpha of `dst` is left alone. Tolerance 1.
   */
  seamlessClone(dst: Image, src: Image, mask: Mask): void;

  /**
   * Puts a crop back into its frame in one pass: warps crop and mask (bilinear) and blends; alpha of the frame is left alone.
   * Touches only the frame pixels the mask reaches, and returns the rectangle that holds them. Tolerance 2.
   */
  paste(frame: Image, crop: Image, mask: Mask, frameToCrop: Affine, options?: PasteOptions): Rect;
}
