import type { Image, Kernels } from '@facet/api';

/** What a viewer may show behind a transparent picture; encoders without alpha take one of them too. */
const backgrounds = [0, 255] as const;

/**
 * The whole frame squeezed into a square, averaged down: nothing of it stays unseen. A frame with transparent parts is seen on black and on white, so
 * that neither background hides what the other shows.
 *
 * @returns One picture, or one for each background.
 */
export function squash(kernels: Kernels, frame: Image, side: number): Image[] {
  const whole = shrink(kernels, frame, side);
  if (isOpaque(kernels.readImage(whole))) return [whole];
  const pixels = kernels.readImage(frame);
  return backgrounds.map((background) => {
    const data = flatten(pixels, background);
    return shrink(kernels, kernels.importImage({ width: frame.width, height: frame.height, data }), side);
  });
}

function shrink(kernels: Kernels, image: Image, side: number): Image {
  const small = kernels.createImage(side, side);
  kernels.resize(image, small, 'area');
  return small;
}

function isOpaque(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i]! < 255) return false;
  return true;
}

/** Lays straight-alpha pixels over a grey level. */
export function flatten(data: Uint8ClampedArray, background: number): Uint8ClampedArray {
  const flat = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]! / 255;
    for (let c = 0; c < 3; c++) flat[i + c] = background + (data[i + c]! - background) * alpha;
    flat[i + 3] = 255;
  }
  return flat;
}
