import type { Checker, Kernels } from '@facet/api';

export interface SharpOptions {
  readonly least: number;
  readonly pixels: number;
}

/** Longest side at which pictures are judged, so that one photo has one sharpness at every size it is saved in. */
const longest = 512;

/**
 * Refuses pictures that are blurred or too small to print. Sharpness is the variance of the Laplacian of the luma, in squared levels (J. L. Pech-Pacheco et al.,
 * "Diatom autofocusing in brightfield microscopy", 2000).
 */
export function createSharp(kernels: Kernels): Checker<SharpOptions> {
  return {
    check: async (frame, { options: { least, pixels } }) => {
      const shrink = Math.min(1, longest / Math.max(frame.width, frame.height));
      const width = Math.max(1, Math.round(shrink * frame.width));
      const height = Math.max(1, Math.round(shrink * frame.height));
      const small = kernels.createImage(width, height);
      kernels.resize(frame, small, 'area');
      const sharpness = varianceOfLaplacian(kernels.readImage(small), width, height);
      const side = Math.min(frame.width, frame.height);
      // Half where the picture is as sharp as the least that is asked for: the threshold a checker has by default.
      const blur = least / (least + sharpness || 1);
      return { score: side < pixels ? 1 : blur, details: { sharpness, side } };
    },
  };
}

function varianceOfLaplacian(pixels: Uint8ClampedArray, width: number, height: number): number {
  // Luma of BT.601: what the eye takes for light and shade.
  const luma = Float32Array.from(
    { length: width * height },
    (_, i) => 0.299 * pixels[4 * i]! + 0.587 * pixels[4 * i + 1]! + 0.114 * pixels[4 * i + 2]!,
  );
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const value = luma[at - 1]! + luma[at + 1]! + luma[at - width]! + luma[at + width]! - 4 * luma[at]!;
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return count === 0 ? 0 : Math.max(0, squares / count - (sum / count) ** 2);
}
