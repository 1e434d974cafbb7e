import { open } from 'node:fs/promises';
import type { Pixels } from '@facet/api';
import type { Metadata } from 'sharp';
import { codeOf } from '../errors/cause.js';
import {
  fileTooLarge,
  imageAnimated,
  imageEmpty,
  imageFormat,
  imageIsFolder,
  imageNotFound,
  imageTooLarge,
  imageUnreadable,
} from '../errors/media.js';
import { isAnimatedGif, isAnimatedPng, isAnimatedWebp } from './animation.js';
import type { ExifText } from './exif.js';
import { readExifText } from './exif.js';
import { describeDecodeFailure } from './describe-decode-failure.js';
import type { ImageFormat } from './formats.js';
import { formatTitles, sniffFormat } from './formats.js';
import { isSrgbProfile } from './icc.js';
import { estimateJpegQuality } from './jpeg-quality.js';
import { sharp } from './sharp.js';
import { findWebpPixels } from './webp-chunks.js';
import { estimateWebpQuality } from './webp-quality.js';

/** Pixels a picture may have unless the config says otherwise: three 8K frames, or 400 MB of RGBA. */
export const defaultMaxPixels = 100_000_000;

/** Bytes a picture file may have: what Node reads at once. */
const maxFileBytes = 2 ** 31 - 1;

/** How long decoding one picture may take. */
const decodeTimeoutMs = 120_000;

/** What is known of a picture beside its pixels: enough to encode a result the way the input was. */
export interface DecodedInfo {
  readonly format: ImageFormat;
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  /** The input's ICC profile; its output carries an sRGB profile then, because its pixels are sRGB. */
  readonly iccProfile?: Uint8Array;
  readonly originally: {
    /** Bits per channel. */
    readonly depth: 8 | 16 | 32;
    /** libvips' name of the colour space, such as `srgb`, `b-w`, `cmyk`, `rgb16`. */
    readonly space: string;
    /** EXIF orientation, 1..8; 1 is upright. */
    readonly orientation: number;
  };
  /** JPEG: the libjpeg quality its tables come nearest to; lossy WebP: the libwebp quality of its quantizers. 1..100. */
  readonly quality?: number;
  /** JPEG and AVIF: such as `4:2:0`. */
  readonly chromaSubsampling?: string;
  readonly progressive?: boolean;
  /** WebP: stored without loss. */
  readonly lossless?: boolean;
  readonly exif?: ExifText;
}

export interface Decoded {
  /** RGBA, 8 bits, straight alpha, upright, sRGB; memory of its own. */
  readonly pixels: Pixels & { readonly data: Uint8Array };
  readonly info: DecodedInfo;
}

export interface DecodeOptions {
  /** Pixels the picture may have; by default 100 million. Checked from the header, before memory is taken. */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a picture file: JPEG, PNG, WebP, AVIF or TIFF, told by content.
 * @throws FacetError `IMAGE_NOT_FOUND`, `IMAGE_IS_FOLDER`, `IMAGE_UNREADABLE`, and those of {@link decodeBytes}.
 */
export async function decodeFile(path: string, options: DecodeOptions = {}): Promise<Decoded> {
  return decodeBytes(await readPicture(path, options.signal), path, options);
}

/**
 * Decodes a picture from memory.
 * @param name What messages call it.
 * @throws FacetError `IMAGE_EMPTY`, `IMAGE_FORMAT`, `IMAGE_ANIMATED`, `IMAGE_TOO_LARGE`, `IMAGE_TRUNCATED`, `IMAGE_TIMEOUT`.
 */
export async function decodeBytes(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<Decoded> {
  const { signal } = options;
  const { format, metadata } = await readHeader(bytes, name, options);
  const damaged = (cause: unknown): Error => describeDecodeFailure(cause, name, format, decodeTimeoutMs);
  signal?.throwIfAborted();
  const { data, info } = await sharp(bytes, {
    ...input,
    ignoreIcc: metadata.icc !== undefined && isSrgbProfile(metadata.icc),
  })
    .timeout({ seconds: decodeTimeoutMs / 1000 })
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw damaged(cause);
    });
  signal?.throwIfAborted();
  return {
    pixels: {
      width: info.width,
      height: info.height,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    },
    info: { format, width: info.width, height: info.height, ...describe(bytes, format, metadata) },
  };
}

// The limit is compared by us, whose message can say the size; `failOn: 'error'` makes a cut-off file an error.
const input = { failOn: 'error', limitInputPixels: false } as const;

/**
 * Looks at the header of a picture in memory: its pixels stay undecoded.
 * @throws FacetError `IMAGE_EMPTY`, `IMAGE_FORMAT`, `IMAGE_ANIMATED`, `IMAGE_TOO_LARGE`, `IMAGE_TRUNCATED`.
 */
export async function readHeader(
  bytes: Uint8Array,
  name: string,
  { maxPixels = defaultMaxPixels }: Pick<DecodeOptions, 'maxPixels'> = {},
): Promise<{ readonly format: ImageFormat; readonly metadata: Metadata }> {
  const format = stillFormat(bytes, name);
  const metadata = await sharp(bytes, input)
    .metadata()
    .catch((cause: unknown) => {
      throw describeDecodeFailure(cause, name, format, decodeTimeoutMs);
    });
  const { width, height } = metadata.autoOrient;
  if (width * height > maxPixels) throw imageTooLarge(name, width, height, maxPixels);
  if ((metadata.pages ?? 1) > 1)
    throw imageAnimated(name, `a ${formatTitles[format]} with ${metadata.pages} pages`);
  return { format, metadata };
}

async function readPicture(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw imageIsFolder(path);
      if (!stats.isFile()) throw imageUnreadable(path, 'it is not a regular file');
      if (stats.size > maxFileBytes) throw fileTooLarge(path, stats.size, maxFileBytes);
      return await file.readFile({ signal });
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw imageNotFound(path, error);
    if (code === 'EISDIR') throw imageIsFolder(path);
    if (code === 'EACCES' || code === 'EPERM') throw imageUnreadable(path, 'permission is denied', error);
    if (code === 'ENAMETOOLONG' || code === 'ELOOP' || code === 'EIO') {
      throw imageUnreadable(path, `the system says ${code}`, error);
    }
    throw error;
  }
}

function stillFormat(bytes: Uint8Array, name: string): ImageFormat {
  if (bytes.length === 0) throw imageEmpty(name);
  const found = sniffFormat(bytes);
  if (!found) throw imageFormat(name);
  if ('other' in found) {
    if (found.gif && isAnimatedGif(bytes)) throw imageAnimated(name, 'an animated GIF');
    throw imageFormat(name, found.other);
  }
  const { format, sequence } = found;
  const animated =
    sequence ?? ((format === 'png' && isAnimatedPng(bytes)) || (format === 'webp' && isAnimatedWebp(bytes)));
  if (animated) throw imageAnimated(name, `an animated ${formatTitles[format]}`);
  return format;
}

function describe(
  bytes: Uint8Array,
  format: ImageFormat,
  metadata: Metadata,
): Omit<DecodedInfo, 'format' | 'width' | 'height'> {
  const { icc, exif, chromaSubsampling, orientation = 1, space, depth } = metadata;
  const quality =
    format === 'jpeg'
      ? estimateJpegQuality(bytes)
      : format === 'webp'
        ? estimateWebpQuality(bytes)
        : undefined;
  return {
    hasAlpha: metadata.hasAlpha,
    originally: { depth: depth === 'uchar' ? 8 : depth === 'ushort' ? 16 : 32, space, orientation },
    ...(icc && { iccProfile: icc }),
    ...(quality !== undefined && { quality }),
    ...(chromaSubsampling !== undefined && { chromaSubsampling }),
    ...(format === 'jpeg' && { progressive: metadata.isProgressive }),
    ...(format === 'webp' && { lossless: findWebpPixels(bytes)?.type === 'VP8L' }),
    ...(exif && { exif: readExifText(exif) }),
  };
}
