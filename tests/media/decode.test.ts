import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createImages, decodeBytes, decodeFile } from '../../host/dist/media/index.js';
import { difference, fromPixels, gradient, noise, temporaryFolder } from './pictures.ts';

const folder = temporaryFolder();
const width = 48;
const height = 32;

describe('every format comes out as upright RGBA', () => {
  test.each([
    ['jpeg', 'jpg', { quality: 95, chromaSubsampling: '4:4:4' }, 6],
    ['png', 'png', {}, 0],
    ['webp', 'webp', { lossless: true }, 0],
    ['avif', 'avif', { quality: 95 }, 8],
    ['tiff', 'tif', { compression: 'lzw' }, 0],
  ] as const)('%s', async (format, extension, options, tolerance) => {
    const path = join(folder, `plain.${extension}`);
    const expected = gradient(width, height);
    writeFileSync(path, await fromPixels(expected, width, height).removeAlpha()[format](options).toBuffer());
    const { pixels, info } = await decodeFile(path);
    expect(info).toMatchObject({ format, width, height, hasAlpha: false });
    expect(pixels).toMatchObject({ width, height });
    expect(difference(pixels.data, expected).max).toBeLessThanOrEqual(tolerance);
  });
});

describe('alpha is kept straight', () => {
  test.each([
    ['png', {}],
    ['webp', { lossless: true, exact: true }],
    ['tiff', { compression: 'lzw' }],
  ] as const)('%s', async (format, options) => {
    const expected = noise(width, height);
    const bytes = await fromPixels(expected, width, height)[format](options).toBuffer();
    const { pixels, info } = await decodeBytes(bytes, 'alpha');
    expect(info.hasAlpha).toBe(true);
    expect(difference(pixels.data, expected).max).toBe(0);
  });

  test('grey with alpha', async () => {
    const grey = Uint8Array.from({ length: 16 * 16 * 2 }, (_, i) => (i % 2 === 0 ? 100 : 50));
    const bytes = await sharp(grey, { raw: { width: 16, height: 16, channels: 2 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const { pixels, info } = await decodeBytes(bytes, 'grey');
    expect(info.originally.space).toBe('b-w');
    expect([...pixels.data.subarray(0, 4)]).toEqual([100, 100, 100, 50]);
  });
});

describe('other depths and colour spaces become 8-bit sRGB', () => {
  test('16-bit colour', async () => {
    const deep = Uint16Array.from({ length: 8 * 8 * 3 }, (_, i) => [0xffff, 0x8080, 0x0101][i % 3]!);
    const bytes = await sharp(deep, { raw: { width: 8, height: 8, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const { pixels, info } = await decodeBytes(bytes, 'deep');
    expect(info.originally).toMatchObject({ depth: 16, space: 'rgb16' });
    expect([...pixels.data.subarray(0, 4)]).toEqual([255, 128, 1, 255]);
  });

  test('16-bit grey', async () => {
    const deep = new Uint16Array(64).fill(0x4040);
    const bytes = await sharp(deep, { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const { pixels } = await decodeBytes(bytes, 'deep grey');
    expect([...pixels.data.subarray(0, 4)]).toEqual([64, 64, 64, 255]);
  });

  test.each(['jpeg', 'tiff'] as const)('CMYK %s', async (format) => {
    const bytes = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#c83214' } })
      .toColourspace('cmyk')
      [format]()
      .toBuffer();
    const { pixels, info } = await decodeBytes(bytes, 'cmyk');
    expect(info.originally.space).toBe('cmyk');
    // Without a profile the inks are a guess: the colour must still be that red, and opaque.
    expect(difference(pixels.data.subarray(0, 4), [200, 50, 20, 255]).max).toBeLessThanOrEqual(20);
  });
});

describe('colour profiles', () => {
  test('a Display P3 picture shows the colours it was made of', async () => {
    const expected = gradient(width, height);
    const bytes = await fromPixels(expected, width, height)
      .removeAlpha()
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
    expect(difference(stored, expected).max).toBeGreaterThan(10);
    const { pixels, info } = await decodeBytes(bytes, 'p3');
    expect(info.iccProfile).toBeDefined();
    expect(difference(pixels.data, expected).max).toBeLessThanOrEqual(2);
  });

  test('a picture with an sRGB profile is not touched at all', async () => {
    const fixture = new URL('../fixtures/astronaut.png', import.meta.url).pathname;
    const { icc } = await sharp(fixture).metadata();
    const profile = join(folder, 'srgb.icc');
    writeFileSync(profile, icc!);
    const bytes = await fromPixels(noise(256, 256), 256, 256)
      .removeAlpha()
      .withIccProfile(profile)
      .png()
      .toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
    const { pixels } = await decodeBytes(bytes, 'srgb');
    expect(difference(pixels.data, stored).max).toBe(0);
  });
});

describe('orientation is applied', () => {
  // Where the top-left red corner of the stored picture ends up, for each EXIF value (EXIF 3.0, 4.6.4).
  test.each([
    [1, 'left', 'top'],
    [2, 'right', 'top'],
    [3, 'right', 'bottom'],
    [4, 'left', 'bottom'],
    [5, 'left', 'top'],
    [6, 'right', 'top'],
    [7, 'right', 'bottom'],
    [8, 'left', 'bottom'],
  ] as const)('value %i', async (orientation, side, end) => {
    const stored = new Uint8Array(width * height * 4).fill(255);
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) stored.set([255, 0, 0], (y * width + x) * 4);
    const bytes = await fromPixels(stored, width, height)
      .removeAlpha()
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation })
      .toBuffer();
    const { pixels, info } = await decodeBytes(bytes, 'turned');
    const turned = orientation > 4;
    expect([pixels.width, pixels.height]).toEqual(turned ? [height, width] : [width, height]);
    expect(info.originally.orientation).toBe(orientation);
    const x = side === 'left' ? 3 : pixels.width - 4;
    const y = end === 'top' ? 3 : pixels.height - 4;
    expect(pixels.data[(y * pixels.width + x) * 4 + 1]).toBeLessThan(40);
  });
});

test('the service of plugins decodes under the same rules and encodes PNG', async () => {
  const images = createImages({ maxPixels: 4096 });
  const data = noise(16, 16);
  const png = await images.encodePng({ width: 16, height: 16, data });
  const back = await images.decode(png);
  expect(difference(back.data, data).max).toBe(0);
  const large = await images.encodePng({ width: 128, height: 64, data: gradient(128, 64) });
  await expect(images.decode(large)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

test('an aborted decode throws the reason', async () => {
  const path = join(folder, 'abort.png');
  writeFileSync(path, await fromPixels(noise(8, 8), 8, 8).png().toBuffer());
  const reason = new Error('stopped by hand');
  await expect(decodeFile(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
