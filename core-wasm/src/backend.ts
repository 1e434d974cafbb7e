import type { Affine, Border, MeshWarp, Rect, ResizeFilter, TensorSpec, WarpFilter } from '@facet/api';

/** A picture or mask as a backend sees it: rows without gaps, from `pointer` on, 16 spare bytes after the last. */
export interface Surface {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
}

/** Float32 values from `pointer` on, 16 spare bytes after the last. */
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

/**
 * The kernels behind the checks: every argument has been validated, transforms are already inverted, and
 * source and destination are different buffers unless said otherwise. Meaning and tolerances are those of `Kernels`.
 */
export interface Backend {
  readonly name: string;
  warpAffine(src: Surface, dst: Surface, dstToSrc: Affine, filter: WarpFilter, border: Border): void;
  warpMask(src: Surface, dst: Surface, dstToSrc: Affine): void;
  warpToTensor(src: Surface, dst: Values, dstToSrc: Affine, spec: TensorSpec, border: Border): void;
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
  /** `bounds` is the part of the frame that the crop can reach. */
  paste(frame: Surface, crop: Surface, mask: Surface, frameToCrop: Affine, bounds: PixelBox): Rect;
}
