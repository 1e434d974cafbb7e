import type { Pixels } from '@facet/api';

export interface ImageDifference {
  /** The largest difference of any channel of any pixel, in levels of 255. */
  readonly max: number;
  /** Peak signal-to-noise ratio over all channels, in decibels; infinite for equal pictures. */
  readonly psnr: number;
}

/**
 * How far two pictures of the same size lie apart, alpha included.
 * @throws RangeError when the sizes differ.
 */
export function imageDifference(a: Pixels, b: Pixels): ImageDifference {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `Expected pictures of one size but received ${a.width} x ${a.height} and ${b.width} x ${b.height}`,
    );
  }
  let max = 0;
  let squares = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i]! - b.data[i]!);
    max = Math.max(max, difference);
    squares += difference * difference;
  }
  return { max, psnr: 10 * Math.log10(255 ** 2 / (squares / a.data.length)) };
}
