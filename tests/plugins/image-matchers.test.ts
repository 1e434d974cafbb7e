import { describe, expect, test } from '@jest/globals';
import type { Pixels } from '@facet/api';
import { assertImagesMatch } from '@facet/testing';

const grey: Pixels = { width: 4, height: 3, data: new Uint8ClampedArray(48).fill(100) };
/** One level off at x 2, y 1 in green, and more when asked. */
const off = (levels: number): Pixels => {
  const data = new Uint8ClampedArray(grey.data);
  data[4 * (4 + 2) + 1] = 100 + levels;
  return { ...grey, data };
};

describe('assertImagesMatch', () => {
  test.each([
    ['equal pictures', grey, {}],
    ['a difference as large as allowed', off(3), { max: 3 }],
    ['a PSNR as high as asked for', off(3), { psnr: 50 }],
  ] as const)('takes %s', (_, picture, tolerance) => {
    expect(() => assertImagesMatch(picture, grey, tolerance)).not.toThrow();
  });

  test.each([
    [
      'unequal pictures',
      off(1),
      undefined,
      'to be equal but they differ by up to 1 (green at x 2, y 1: 101 instead of 100), with a PSNR of 64.9 dB.',
    ],
    [
      'a larger difference',
      off(9),
      { max: 3 },
      'to differ by at most 3 but they differ by up to 9 (green at x 2, y 1: 109 instead of 100)',
    ],
    ['a lower PSNR', off(90), { psnr: 50 }, 'to have a PSNR of at least 50 dB but they differ by up to 90'],
  ] as const)('refuses %s and says where', (_, picture, tolerance, sentence) => {
    expect(() => assertImagesMatch(picture, grey, tolerance)).toThrow(`Expected the pictures ${sentence}`);
  });

  test('refuses another size', () => {
    expect(() => assertImagesMatch(grey, { width: 3, height: 4, data: grey.data })).toThrow(
      '4 x 3 and 3 x 4',
    );
  });
});
