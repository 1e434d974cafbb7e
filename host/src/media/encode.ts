import type { Pixels } from '@facet/api';
import type { Sharp } from 'sharp';
import { messageOf } from '../errors/cause.js';
import { imageEncode } from '../errors/media.js';
import type { DecodedInfo } from './decode.js';
import type { ImageFormat } from './formats.js';
import { formatOfPath, formatTitles } from './formats.js';
import { provenanceXmp } from './provenance.js';
import { sharp } from './sharp.js';

/** Quality of a lossy output whose input had none to keep, or none that can be told (AVIF): visually the input, at a common file size. */
const defaultQuality = { jpeg: 92, webp: 90, avif: 80 } as const;

export interface EncodeOptions {
  /** 1..100; by default the input's own. Has no meaning for PNG and TIFF, which keep every pixel. */
  readonly quality?: number | undefined;
}

/**
 * Encodes a result the way its input was encoded: same quality, chroma subsampling and alpha, in the format the
 * output's extension names. PNG, TIFF and lossless WebP keep every pixel bit for bit.
 *
 * Metadata: the provenance mark, always; an sRGB profile when the input had a profile (the pixels are sRGB);
 * the descriptive EXIF fields that are plain ASCII, except in TIFF; author, rights and description in XMP in any script. JPEG has no alpha: transparent pixels are laid on white.
 *
 * @param pixels A view is enough; it must stay as it is until the promise settles.
 * @throws FacetError `OUTPUT_FORMAT`, `IMAGE_ENCODE`.
 */
export async function encodeImage(
  pixels: Pixels,
  input: DecodedInfo,
  outputPath: string,
  options: EncodeOptions = {},
): Promise<Uint8Array> {
  const format = formatOfPath(outputPath);
  const { width, height, data } = pixels;
  let image = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false });
  if (!input.hasAlpha) image = image.removeAlpha();
  else if (format === 'jpeg') image = image.flatten({ background: '#ffffff' });
  image = image.withXmp(provenanceXmp(input.exif));
  if (input.iccProfile) image = image.withIccProfile('srgb');
  if (input.exif)
    image = image.withExif({ IFD0: asciiOnly(input.exif.image), IFD2: asciiOnly(input.exif.photo) });
  try {
    return await compress(image, format, input, options.quality).toBuffer();
  } catch (cause) {
    throw imageEncode(outputPath, formatTitles[format], messageOf(cause), cause);
  }
}

/** Encodes a picture that has no input of its own as PNG, with the provenance mark and nothing else. */
export async function encodePicture({ width, height, data }: Pixels): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .withXmp(provenanceXmp())
    .png()
    .toBuffer();
}

/** libvips spells other characters out wrongly or as question marks; a garbled name is worse than none. */
function asciiOnly(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => /^[\x20-\x7e]*$/.test(value)));
}

function compress(image: Sharp, format: ImageFormat, input: DecodedInfo, asked: number | undefined): Sharp {
  const same = input.format === format;
  const kept = same ? input.quality : undefined;
  switch (format) {
    case 'jpeg':
      return image.jpeg({
        quality: asked ?? kept ?? defaultQuality.jpeg,
        // libjpeg through libvips knows these two; anything finer than 4:2:0 keeps all of its chroma.
        chromaSubsampling: same && input.chromaSubsampling === '4:2:0' ? '4:2:0' : '4:4:4',
        progressive: same && input.progressive === true,
      });
    case 'webp':
      return same && input.lossless === true && asked === undefined
        ? image.webp({ lossless: true, exact: true })
        : image.webp({ quality: asked ?? kept ?? defaultQuality.webp, smartSubsample: true });
    case 'avif':
      return image.avif({
        quality: asked ?? defaultQuality.avif,
        // A full-HD frame takes a quarter of the time of the default effort 4, at 2 % more bytes.
        effort: 3,
        chromaSubsampling: same && input.chromaSubsampling === '4:2:0' ? '4:2:0' : '4:4:4',
      });
    case 'png':
      return image.png();
    case 'tiff':
      return image.tiff({ compression: 'lzw' });
  }
}
