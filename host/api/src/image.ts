import type { Affine } from './geometry.js';
import type { TemplateName } from './templates.js';

declare const handle: unique symbol;

/**
 * A picture in the kernels' memory: RGBA, 8 bits, interleaved, straight alpha, sRGB, upright.
 * The handle says its size; `kernels.readImage` copies the pixels out.
 */
export interface Image {
  readonly [handle]: 'image';
  readonly width: number;
  readonly height: number;
}

/** One byte per pixel in the kernels' memory; 255 takes the swap, 0 keeps the target. */
export interface Mask {
  readonly [handle]: 'mask';
  readonly width: number;
  readonly height: number;
}

/** Float32 values in the kernels' memory. */
export interface Tensor {
  readonly [handle]: 'tensor';
  readonly dims: readonly number[];
}

/** Pixels outside the kernels' memory: RGBA, 8 bits, interleaved, straight alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** One number per pixel outside the kernels' memory, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A part of a frame, aligned for a model. */
export interface Crop {
  readonly image: Image;
  readonly frameToCrop: Affine;
  /** The alignment template, when the crop follows one. */
  readonly template?: TemplateName;
}

/**
 * How pixels become numbers: `value = (pixel * scale - mean) / std` for each channel, `pixel` 0..255.
 * Normalisation is data, so one kernel warps and normalises in a single pass.
 */
export interface TensorSpec {
  readonly width: number;
  readonly height: number;
  readonly layout: 'chw' | 'hwc';
  readonly order: 'rgb' | 'bgr';
  /** What a pixel is multiplied by first; 1 keeps 0..255, 1/255 gives 0..1. */
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
