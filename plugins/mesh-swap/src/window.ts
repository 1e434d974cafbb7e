import { boundsOf, type Affine, type Image, type Kernels } from '@facet/api';

/** Room around the mesh for what filters see beyond its edge, in IOD. */
const room = 0.2;

/** The part of a crop that a new face can reach, in whole pixels. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The window around some meshes in a crop's pixels: beyond it the crop is needed for nothing but its surroundings. */
export function windowAround(
  crop: { readonly width: number; readonly height: number },
  meshes: readonly Float32Array[],
  interocular: number,
): Window {
  const around = room * interocular + 2;
  const all = meshes.map((mesh) => boundsOf(mesh, 3));
  const within = (value: number, size: number): number => Math.min(size, Math.max(0, value));
  const x0 = within(Math.floor(Math.min(...all.map(({ x }) => x)) - around), crop.width - 8);
  const y0 = within(Math.floor(Math.min(...all.map(({ y }) => y)) - around), crop.height - 8);
  const x1 = within(Math.ceil(Math.max(...all.map(({ x, width }) => x + width)) + around), crop.width);
  const y1 = within(Math.ceil(Math.max(...all.map(({ y, height }) => y + height)) + around), crop.height);
  return { x: x0, y: y0, width: Math.max(8, x1 - x0), height: Math.max(8, y1 - y0) };
}

/** Carries a crop's pixels to those of a window of it. */
export function toWindow({ x, y }: Window): Affine {
  return { a: 1, b: 0, tx: -x, c: 0, d: 1, ty: -y };
}

/** The way back. */
export function fromWindow({ x, y }: Window): Affine {
  return { a: 1, b: 0, tx: x, c: 0, d: 1, ty: y };
}

/** What a window shows of a picture. */
export function throughWindow(kernels: Kernels, image: Image, window: Window): Image {
  const out = kernels.createImage(window.width, window.height);
  kernels.warpAffine(image, out, toWindow(window), 'bilinear', 'edge');
  return out;
}
