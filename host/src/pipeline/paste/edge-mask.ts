import type { Affine, Mask, Rect } from '@facet/api';
import { applyAffine, invertAffine } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { regionToCrop } from './region.js';
import { blurMask } from './gaussian.js';

/** Level above which a warped pixel belongs to the crop. */
const inside = 20;

/** The mask of a part of the frame. */
export interface RegionMask {
  readonly region: Rect;
  readonly mask: Mask;
}

/**
 * The edge FaceSwapLab (and insightface) give a pasted face: the outline is warped into the frame, made hard, eroded and blurred there, by amounts that
 * follow the size of the face and the factor. Only the part of the frame that the outline can reach is worked on; it comes out as if it had been the whole frame.
 *
 * With S the geometric mean of the outline's height and width in frame pixels, the erosion is a square of `max(floor(floor(S / 10) * factor), floor(10 * factor))`
 * pixels (3 when that is 0, as in OpenCV), whose anchor is at half its size, and outside the frame counts as face. The blur is OpenCV's Gaussian of radius
 * `max(floor(floor(S / 20) * factor), floor(5 * factor))`.
 *
 * @param outline Where the face lies in its crop: all of it, or the swapper's own mask.
 * @returns Nothing when the frame shows no part of it.
 */
export function edgeMask(
  frame: { readonly width: number; readonly height: number },
  outline: Mask,
  frameToCrop: Affine,
  factor: number,
  kernels: ManagedKernels,
): RegionMask | undefined {
  const region = reach(frame, outline, frameToCrop, factor);
  if (region.width <= 0 || region.height <= 0) return undefined;
  const mask = kernels.createMask(region.width, region.height);
  kernels.warpMask(outline, mask, invertAffine(regionToCrop(frameToCrop, region)));
  const hard = kernels.readMask(mask).map((level) => (level > inside ? 255 : level));
  const size = sizeOf(hard, region.width);
  if (size === undefined) return undefined;
  kernels.writeMask(mask, hard);
  const { erosion, radius } = amounts(size, factor);
  kernels.erode(mask, erosion || 3, erosion || 3);
  const data = Float32Array.from(kernels.readMask(mask));
  blurMask({ width: region.width, height: region.height, data }, radius);
  kernels.writeMask(mask, Uint8Array.from(data, Math.round));
  return { region, mask };
}

function amounts(size: number, factor: number): { readonly erosion: number; readonly radius: number } {
  return {
    erosion: Math.max(Math.floor(Math.floor(size / 10) * factor), Math.floor(10 * factor)),
    radius: Math.max(Math.floor(Math.floor(size / 20) * factor), Math.floor(5 * factor)),
  };
}

/** The frame pixels the crop covers, and around them what the blur needs to see. */
function reach(
  frame: { readonly width: number; readonly height: number },
  { width, height }: Mask,
  frameToCrop: Affine,
  factor: number,
): Rect {
  const cropToFrame = invertAffine(frameToCrop);
  const corners = [-1, width].flatMap((x) => [-1, height].map((y) => applyAffine(cropToFrame, { x, y })));
  const span = (values: readonly number[], room: number, limit: number): readonly [number, number] => [
    Math.max(0, Math.floor(Math.min(...values)) - room),
    Math.min(limit, Math.ceil(Math.max(...values)) + 1 + room),
  ];
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const [x0, x1] = span(xs, 1, frame.width);
  const [y0, y1] = span(ys, 1, frame.height);
  const room = amounts(Math.sqrt(Math.max(0, x1 - x0) * Math.max(0, y1 - y0)), factor).radius + 2;
  const [left, right] = span(xs, room, frame.width);
  const [top, bottom] = span(ys, room, frame.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** S of {@link edgeMask}: from the first to the last full row and column, as insightface counts. */
function sizeOf(mask: Uint8Array, width: number): number | undefined {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [i, level] of mask.entries()) {
    if (level !== 255) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right < left ? undefined : Math.floor(Math.sqrt((bottom - top) * (right - left)));
}
