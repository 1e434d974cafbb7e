import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Decoded } from '../../host/dist/media/index.js';
import { decodeBytes, digitalSourceType, encodeImage, readProvenance } from '../../host/dist/media/index.js';
import { estimateWebpQuality } from '../../host/dist/media/webp-quality.js';
import { difference, fromPixels, gradient, noise } from './pictures.ts';

const width = 64;
const height = 48;
const { version } = createRequire(import.meta.url)('../../host/package.json') as { version: string };

const plain = async (): Promise<Decoded> =>
  decodeBytes(
    await fromPixels(gradient(width, height), width, height).removeAlpha().png().toBuffer(),
    'plain',
  );

async function encodeAgain(bytes: Uint8Array, output: string, quality?: number): Promise<Uint8Array> {
  const { pixels, info } = await decodeBytes(bytes, 'input');
  return encodeImage(pixels, info, output, { quality });
}

describe('every output carries the provenance mark', () => {
  test.each(['jpg', 'png', 'webp', 'avif', 'tif'])('.%s', async (extension) => {
    const { pixels, info } = await plain();
    const bytes = await encodeImage(pixels, info, `out.${extension}`);
    expect(await readProvenance(bytes)).toEqual({ digitalSourceType, creatorTool: `Facet ${version}` });
  });

  test('it is IPTC’s term for composites with trained models', () => {
    expect(digitalSourceType).toBe(
      'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
    );
  });

  test('a picture without the mark has none, and one written with elements is read too', async () => {
    const bare = await fromPixels(noise(4, 4), 4, 4).png().toBuffer();
    expect(await readProvenance(bare)).toEqual({});
    const elements = await fromPixels(noise(4, 4), 4, 4)
      .png()
      .withXmp('<x><Iptc4xmpExt:DigitalSourceType> http://a/b </Iptc4xmpExt:DigitalSourceType></x>')
      .toBuffer();
    expect(await readProvenance(elements)).toEqual({ digitalSourceType: 'http://a/b' });
  });
});

describe('pixels nobody changed come back bit for bit', () => {
  test.each([
    ['PNG', 'png', 'a.png', {}],
    ['TIFF', 'tiff', 'a.tiff', { compression: 'lzw' }],
    ['lossless WebP', 'webp', 'a.webp', { lossless: true, exact: true }],
  ] as const)('%s outside the pasted region', async (_title, format, output, options) => {
    const original = noise(width, height);
    const { pixels, info } = await decodeBytes(
      await fromPixels(original, width, height)[format](options).toBuffer(),
      'input',
    );
    const inside = (i: number): boolean => (i >> 2) % width < 16 && Math.floor((i >> 2) / width) < 16;
    const changed = pixels.data.map((value, i) => (inside(i) ? 255 - value : value));
    const back = await decodeBytes(await encodeImage({ ...pixels, data: changed }, info, output), 'output');
    expect(difference(back.pixels.data, changed).max).toBe(0);
    expect(original.every((value, i) => inside(i) || back.pixels.data[i] === value)).toBe(true);
    expect(back.info).toMatchObject({ format, hasAlpha: true });
  });

  test('a view on larger memory is enough', async () => {
    const memory = noise(width, height * 2);
    const view = memory.subarray(width * height * 4);
    const { info } = await plain();
    const bytes = await encodeImage({ width, height, data: view }, { ...info, hasAlpha: true }, 'a.png');
    expect(difference((await decodeBytes(bytes, 'view')).pixels.data, view).max).toBe(0);
  });
});

describe('an output keeps the quality of its input', () => {
  test.each([
    [30, '4:2:0', false],
    [60, '4:2:0', true],
    [75, '4:4:4', false],
    [92, '4:2:0', false],
    [100, '4:4:4', true],
  ])('JPEG %i %s, progressive %s', async (quality, chromaSubsampling, progressive) => {
    const picture = fromPixels(gradient(width, height), width, height).removeAlpha();
    const input = await picture.jpeg({ quality, chromaSubsampling, progressive }).toBuffer();
    expect((await decodeBytes(input, 'input')).info).toMatchObject({
      quality,
      chromaSubsampling,
      progressive,
    });
    const { info } = await decodeBytes(await encodeAgain(input, 'a.jpg'), 'output');
    expect(info).toMatchObject({ quality, chromaSubsampling, progressive });
  });

  test('every libjpeg quality from 2 is recognised', async () => {
    const picture = await fromPixels(gradient(16, 16), 16, 16).removeAlpha().png().toBuffer();
    for (let quality = 2; quality <= 100; quality++) {
      const { info } = await decodeBytes(await sharp(picture).jpeg({ quality }).toBuffer(), 'input');
      // Coarse tables are cut off at 255, so neighbouring qualities below 10 can be the same file.
      expect(Math.abs(info.quality! - quality)).toBeLessThanOrEqual(quality < 10 ? 1 : 0);
    }
  });

  test.each([
    ['a portrait, in segments', 'tests/fixtures/grace_hopper.jpg'],
    ['a plain gradient', gradient(256, 192)],
  ])('every libwebp quality is told within 2: %s', async (_title, from) => {
    const picture =
      typeof from === 'string' ? sharp(from).resize(256) : fromPixels(from, 256, 192).removeAlpha();
    const pixels = await picture.png().toBuffer();
    for (const options of [{}, { effort: 0 }, { preset: 'photo', alphaQuality: 50 }] as const) {
      for (let quality = 1; quality <= 100; quality += 9) {
        const { info } = await decodeBytes(
          await sharp(pixels)
            .webp({ quality, ...options })
            .toBuffer(),
          'input',
        );
        expect(Math.abs(info.quality! - quality)).toBeLessThanOrEqual(2);
      }
    }
  });

  test.each([15, 40, 75, 95])('WebP %i, with transparency or without', async (quality) => {
    for (const alpha of [128, 255]) {
      const picture = fromPixels(gradient(256, 192, alpha), 256, 192);
      const input = await picture.webp({ quality }).toBuffer();
      const { info } = await decodeBytes(await encodeAgain(input, 'a.webp'), 'output');
      expect(Math.abs(info.quality! - quality)).toBeLessThanOrEqual(2);
    }
  });

  test.each(['jpeg', 'webp'] as const)('unless another one is asked for: %s', async (format) => {
    const input = await fromPixels(gradient(width, height), width, height)
      .removeAlpha()
      [format]({ quality: 90 })
      .toBuffer();
    const { info } = await decodeBytes(await encodeAgain(input, `a.${format}`, 50), 'output');
    expect(Math.abs(info.quality! - 50)).toBeLessThanOrEqual(format === 'jpeg' ? 0 : 2);
  });

  test('a WebP that ends in its header is no reason to fail', async () => {
    const whole = await fromPixels(gradient(width, height), width, height).webp().toBuffer();
    for (let length = 12; length < 60; length++) {
      expect(() => estimateWebpQuality(whole.subarray(0, length))).not.toThrow();
    }
  });

  test('another format gets a good quality of its own', async () => {
    const input = await fromPixels(gradient(width, height), width, height)
      .removeAlpha()
      .jpeg({ quality: 10 })
      .toBuffer();
    const { pixels } = await decodeBytes(input, 'input');
    for (const output of ['a.webp', 'a.avif']) {
      const back = await decodeBytes(await encodeAgain(input, output), output);
      expect(difference(back.pixels.data, pixels.data).mean).toBeLessThan(3);
    }
  });

  test('a lossless WebP stays lossless, a lossy one lossy', async () => {
    const picture = fromPixels(noise(width, height), width, height);
    for (const lossless of [true, false]) {
      const input = await picture.clone().webp({ lossless }).toBuffer();
      expect((await decodeBytes(await encodeAgain(input, 'a.webp'), 'output')).info.lossless).toBe(lossless);
    }
  });
});

describe('alpha', () => {
  test('is laid on white where the format has none', async () => {
    const input = await fromPixels(new Uint8Array(width * height * 4), width, height)
      .png()
      .toBuffer();
    const { pixels, info } = await decodeBytes(await encodeAgain(input, 'a.jpg', 100), 'output');
    expect(info.hasAlpha).toBe(false);
    expect([...pixels.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  test('is not added to a picture that had none', async () => {
    const { pixels, info } = await plain();
    for (const output of ['a.png', 'a.webp', 'a.avif', 'a.tif']) {
      const { info: written } = await decodeBytes(await encodeImage(pixels, info, output), output);
      expect(written.hasAlpha).toBe(false);
    }
  });
});

describe('colour', () => {
  test.each(['a.jpg', 'a.png', 'a.webp', 'a.avif', 'a.tif'])(
    'a Display P3 picture looks the same as %s, tagged sRGB',
    async (output) => {
      const shown = gradient(width, height);
      const input = await fromPixels(shown, width, height)
        .removeAlpha()
        .withIccProfile('p3')
        .png()
        .toBuffer();
      const bytes = await encodeAgain(input, output, 95);
      const { icc, space } = await sharp(bytes).metadata();
      expect(icc).toBeDefined();
      expect(space).toBe('srgb');
      // A reader that honours profiles and one that does not must see the same picture.
      const honoured = await sharp(bytes).ensureAlpha().raw().toBuffer();
      const ignored = await sharp(bytes, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
      expect(difference(honoured, shown).mean).toBeLessThan(2.5);
      expect(difference(ignored, honoured).max).toBeLessThanOrEqual(1);
    },
  );

  test('a picture without a profile gets none', async () => {
    const { pixels, info } = await plain();
    expect((await sharp(await encodeImage(pixels, info, 'a.png')).metadata()).icc).toBeUndefined();
  });
});

test('who made the picture, when and with what stays; place, thumbnail and orientation go', async () => {
  const input = await fromPixels(gradient(width, height), width, height)
    .removeAlpha()
    .jpeg()
    .withExif({
      IFD0: { Artist: 'Ada', Make: 'Cam', Software: 'Editor' },
      IFD2: { DateTimeOriginal: '2020:02:03 04:05:06' },
      IFD3: { GPSLatitudeRef: 'N' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  for (const output of ['a.jpg', 'a.png', 'a.webp', 'a.avif']) {
    const bytes = await encodeAgain(input, output);
    const { info } = await decodeBytes(bytes, output);
    expect(info.exif?.image).toMatchObject({ Artist: 'Ada', Make: 'Cam' });
    expect(info.exif?.photo).toMatchObject({ DateTimeOriginal: '2020:02:03 04:05:06' });
    expect(info.originally.orientation).toBe(1);
    const { exif, xmp } = await sharp(bytes).metadata();
    expect(exif!.toString('latin1')).not.toContain('Editor');
    expect(xmp!.toString()).toContain('<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator>');
  }
});

test('a name outside ASCII is written to XMP, escaped, and not garbled into EXIF', async () => {
  const { pixels, info } = await plain();
  const named = { ...info, exif: { image: { Copyright: 'Söhne & <山田>' }, photo: {} } };
  for (const output of ['a.jpg', 'a.png', 'a.webp', 'a.avif', 'a.tif']) {
    const bytes = await encodeImage(pixels, named, output);
    const { xmp } = await sharp(bytes).metadata();
    expect(xmp!.toString()).toContain('<rdf:li xml:lang="x-default">Söhne &amp; &lt;山田&gt;</rdf:li>');
    expect((await decodeBytes(bytes, output)).info.exif?.image.Copyright).toBeUndefined();
  }
});

describe('an output that cannot be', () => {
  test.each([
    ['out.bmp', /ends in "\.bmp", which is no format Facet writes/],
    ['out', /has no extension/],
  ])('%s', async (output, sentence) => {
    const { pixels, info } = await plain();
    await expect(encodeImage(pixels, info, output)).rejects.toMatchObject({
      code: 'OUTPUT_FORMAT',
      message: expect.stringMatching(sentence),
    });
  });

  test('a picture larger than its format holds', async () => {
    const { info } = await plain();
    const wide = { width: 20000, height: 1, data: new Uint8Array(80000) };
    await expect(encodeImage(wide, info, 'a.webp')).rejects.toMatchObject({ code: 'IMAGE_ENCODE' });
  });
});
