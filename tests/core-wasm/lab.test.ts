import { describe, expect, test } from '@jest/globals';
import { bothBackends } from './builds.ts';

/** Lab cannot be read from outside, but a transfer onto a flat picture shows it: every pixel becomes the reference's colour, through Lab and back. */
const colours: readonly (readonly [string, readonly [number, number, number]])[] = [
  ['black', [0, 0, 0]],
  ['white', [255, 255, 255]],
  ['grey', [119, 119, 119]],
  ['brick', [178, 60, 42]],
  ['leaf', [60, 130, 50]],
  ['sea', [40, 80, 160]],
  ['skin', [224, 172, 140]],
  ['dark skin', [92, 58, 43]],
];

describe.each(await bothBackends())('colours through Lab in the %s kernels', (_, kernels) => {
  test.each(colours)('%s comes back', (_name, colour) => {
    const flat = (rgb: readonly number[]) =>
      kernels.importImage({
        width: 2,
        height: 2,
        data: Uint8Array.from([rgb, rgb, rgb, rgb].flatMap((c) => [...c, 200])),
      });
    const image = flat([30, 140, 90]);
    kernels.transferColorMeanStd(image, flat(colour));
    const found = [...kernels.readImage(image)];
    expect(found[3]).toBe(200);
    colour.forEach((level, channel) => expect(Math.abs(found[channel]! - level)).toBeLessThanOrEqual(1));
  });

  test('grey stays grey', () => {
    const ramp = Uint8Array.from({ length: 256 * 4 }, (_, i) => (i % 4 === 3 ? 255 : i >> 2));
    const image = kernels.importImage({ width: 256, height: 1, data: ramp });
    kernels.transferColorMeanStd(image, kernels.importImage({ width: 256, height: 1, data: ramp }));
    kernels.readImage(image).forEach((value, i) => expect(Math.abs(value - ramp[i]!)).toBeLessThanOrEqual(1));
  });
});
