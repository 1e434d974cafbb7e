import { AssertionError } from 'node:assert';
import type { Pixels } from '@facet/api';
import { imageDifference } from './image-difference.js';

/** How far two pictures may lie apart; what is absent does not matter, and without any of it they must be equal. */
export interface ImageTolerance {
  /** The largest difference of any channel of any pixel, in levels of 255. */
  readonly max?: number;
  /** Least peak signal-to-noise ratio, in decibels. */
  readonly psnr?: number;
}

const channels = ['red', 'green', 'blue', 'alpha'] as const;

/**
 * Holds a picture to the one that is expected, alpha included.
 * @throws AssertionError that says how far they lie apart, and at which pixel the most; RangeError when the sizes differ.
 */
export function assertImagesMatch(actual: Pixels, expected: Pixels, tolerance: ImageTolerance = {}): void {
  const { max, psnr } = imageDifference(actual, expected);
  const allowed = tolerance.max ?? (tolerance.psnr === undefined ? 0 : Infinity);
  const least = tolerance.psnr ?? -Infinity;
  if (max <= allowed && psnr >= least) return;
  const limits = [
    ...(max > allowed ? [allowed === 0 ? 'to be equal' : `to differ by at most ${allowed}`] : []),
    ...(psnr < least ? [`to have a PSNR of at least ${least} dB`] : []),
  ];
  throw new AssertionError({
    message: `Expected the pictures ${limits.join(' and ')} but they differ by up to ${max} (${placeOf(actual, expected, max)}), with a PSNR of ${psnr.toFixed(1)} dB.`,
    actual: { max, psnr },
    expected: tolerance,
    operator: 'assertImagesMatch',
  });
}

/** `green at x 3, y 7: 12 instead of 200`. */
function placeOf(actual: Pixels, expected: Pixels, difference: number): string {
  const at = actual.data.findIndex((value, i) => Math.abs(value - expected.data[i]!) === difference);
  const pixel = at >> 2;
  const [x, y] = [pixel % actual.width, Math.floor(pixel / actual.width)];
  return `${channels[at & 3]!} at x ${x}, y ${y}: ${actual.data[at]!} instead of ${expected.data[at]!}`;
}
