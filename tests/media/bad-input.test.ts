import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { decodeFile } from '../../host/dist/media/index.js';
import { fromPixels, gradient, temporaryFolder } from './pictures.ts';

const folder = temporaryFolder();

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const still = (format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff'): Promise<Buffer> =>
  fromPixels(gradient(96, 64), 96, 64).removeAlpha()[format]().toBuffer();

async function frames(): Promise<Sharp> {
  const plain = (background: string): Promise<Buffer> =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer();
  return sharp([await plain('red'), await plain('blue')], { join: { animated: true } });
}

/** A PNG chunk: length, type, data, CRC. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Header of a PNG of the given size with next to no pixels behind it. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(64)));
  return Buffer.concat([signature, chunk('IHDR', header), pixels, chunk('IEND', Buffer.alloc(0))]);
}

async function animatedPng(): Promise<Buffer> {
  const png = await still('png');
  const control = Buffer.alloc(8);
  control.writeUInt32BE(2, 0);
  return Buffer.concat([png.subarray(0, 33), chunk('acTL', control), png.subarray(33)]);
}

const halved = async (format: Parameters<typeof still>[0]): Promise<Buffer> => {
  const whole = await still(format);
  return whole.subarray(0, Math.floor(whole.length / 2));
};

describe('each bad input has its own code and sentence', () => {
  test.each<[string, string, RegExp, () => string | Promise<string>]>([
    ['a missing file', 'IMAGE_NOT_FOUND', /There is no file ".*gone\.jpg"/, () => join(folder, 'gone.jpg')],
    ['a path through a file', 'IMAGE_NOT_FOUND', /There is no file/, () => join(file('flat', 'x'), 'in.jpg')],
    [
      'a folder',
      'IMAGE_IS_FOLDER',
      /is a folder, and a picture is expected/,
      () => {
        mkdirSync(join(folder, 'album.jpg'));
        return join(folder, 'album.jpg');
      },
    ],
    ['a device', 'IMAGE_UNREADABLE', /not a regular file/, () => '/dev/null'],
    ['a name that is too long', 'IMAGE_UNREADABLE', /ENAMETOOLONG/, () => join(folder, 'x'.repeat(300))],
    ['an empty file', 'IMAGE_EMPTY', /holds 0 bytes/, () => file('empty.jpg', '')],
    [
      'text renamed .jpg',
      'IMAGE_FORMAT',
      /is not a picture, whatever its name says/,
      () => file('a.jpg', 'Dear diary,'),
    ],
    [
      'an SVG',
      'IMAGE_FORMAT',
      /is an SVG or XML file, which Facet does not read/,
      () => file('a.png', '<svg xmlns="x"/>'),
    ],
    ['a PDF', 'IMAGE_FORMAT', /is a PDF, which/, () => file('b.png', '%PDF-1.7 and so on')],
    [
      'a HEIC',
      'IMAGE_FORMAT',
      /is a HEIC, which/,
      () => file('c.avif', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
    ],
    [
      'a still GIF',
      'IMAGE_FORMAT',
      /is a GIF, which/,
      async () =>
        file(
          'd.gif',
          await sharp(await still('png'))
            .gif()
            .toBuffer(),
        ),
    ],
    [
      'an animated GIF',
      'IMAGE_ANIMATED',
      /is an animated GIF; Facet works on still/,
      async () => file('e.gif', await (await frames()).gif().toBuffer()),
    ],
    [
      'an animated WebP',
      'IMAGE_ANIMATED',
      /is an animated WebP/,
      async () => file('f.webp', await (await frames()).webp().toBuffer()),
    ],
    [
      'an animated PNG',
      'IMAGE_ANIMATED',
      /is an animated PNG/,
      async () => file('g.png', await animatedPng()),
    ],
    [
      'an AVIF sequence',
      'IMAGE_ANIMATED',
      /is an animated AVIF/,
      () => file('h.avif', '\0\0\0\x1cftypavis\0\0\0\0avifmif1miaf'),
    ],
    [
      'a TIFF of two pages',
      'IMAGE_ANIMATED',
      /is a TIFF with 2 pages/,
      async () => file('i.tif', await (await frames()).tiff().toBuffer()),
    ],
    [
      'half a JPEG',
      'IMAGE_TRUNCATED',
      /damaged or cut short \(JPEG: .*premature end/,
      async () => file('j.jpg', await halved('jpeg')),
    ],
    [
      'half a PNG',
      'IMAGE_TRUNCATED',
      /damaged or cut short \(PNG/,
      async () => file('k.png', await halved('png')),
    ],
    [
      'half a WebP',
      'IMAGE_TRUNCATED',
      /damaged or cut short \(WebP/,
      async () => file('l.webp', await halved('webp')),
    ],
    [
      'half an AVIF',
      'IMAGE_TRUNCATED',
      /damaged or cut short \(AVIF/,
      async () => file('m.avif', await halved('avif')),
    ],
    [
      'half a TIFF',
      'IMAGE_TRUNCATED',
      /damaged or cut short \(TIFF/,
      async () => file('n.tif', await halved('tiff')),
    ],
  ])('%s', async (_case, code, sentence, path) => {
    const failure = decodeFile(await path());
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    await expect(failure).rejects.toMatchObject({ remedy: expect.stringMatching(/\.$/) });
  });

  test('a 20000 x 20000 PNG is refused from its header, with its size, the limit and the option', async () => {
    const path = file('huge.png', pngHeader(20000, 20000));
    const before = process.memoryUsage().rss;
    await expect(decodeFile(path)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringMatching(
        /20000 x 20000 \(400 megapixels\), more than the limit of 100 megapixels/,
      ),
      remedy: expect.stringContaining('image.maxPixels'),
    });
    // Its pixels would take 1.6 GB.
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test('the limit is the config’s', async () => {
    const path = file('small.png', await still('png'));
    await expect(decodeFile(path, { maxPixels: 96 * 64 - 1 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await expect(decodeFile(path, { maxPixels: 96 * 64 })).resolves.toMatchObject({ info: { width: 96 } });
  });
});
