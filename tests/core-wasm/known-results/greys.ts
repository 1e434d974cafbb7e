import type { Image, Kernels } from '@facet/api';

/** A grey, opaque picture. */
export function grey(kernels: Kernels, width: number, values: readonly number[]): Image {
  const data = Uint8Array.from(values.flatMap((value) => [value, value, value, 255]));
  return kernels.importImage({ width, height: values.length / width, data });
}

/** The first channel. */
export function reds(pixels: ArrayLike<number>): number[] {
  return Array.from(pixels).filter((_, i) => i % 4 === 0);
}
