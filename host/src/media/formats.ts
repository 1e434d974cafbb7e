import { extname } from 'node:path';
import { outputFormat } from '../errors/media.js';

/** The formats Facet reads and writes. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';

const byExtension: Readonly<Record<string, ImageFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.jpe': 'jpeg',
  '.jfif': 'jpeg',
  '.png': 'png',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/** What a person calls a format. */
export const formatTitles: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
};

/** Extensions of files that may be pictures Facet reads, lower case with the dot. */
export const imageExtensions: readonly string[] = Object.keys(byExtension);

/**
 * The format an output's extension asks for.
 * @throws FacetError `OUTPUT_FORMAT`.
 */
export function formatOfPath(path: string): ImageFormat {
  const extension = extname(path);
  const format = byExtension[extension.toLowerCase()];
  if (!format) throw outputFormat(path, extension);
  return format;
}

/** What a file's first bytes say: a format Facet reads, or the name of one it does not. */
export type Sniffed =
  | { readonly format: ImageFormat; readonly sequence?: boolean }
  | { readonly other: string; readonly gif?: boolean }
  | undefined;

const ascii = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

/** Brands of the ISO base media container, by what they stand for. */
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/**
 * Tells the format by content; a name can lie. Looks at the first 64 bytes alone.
 * @returns `undefined` when nothing fits.
 */
export function sniffFormat(bytes: Uint8Array): Sniffed {
  const head = ascii(bytes, 0, 12);
  if (head.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return { format: 'webp' };
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return { format: 'tiff' };
  if (head.slice(4, 8) === 'ftyp') return sniffContainer(bytes);
  if (/^GIF8[79]a/.test(head)) return { other: 'a GIF', gif: true };
  if (head.startsWith('BM')) return { other: 'a BMP' };
  if (head.startsWith('%PDF')) return { other: 'a PDF' };
  if (head.startsWith('8BPS')) return { other: 'a Photoshop file' };
  if (head.startsWith('\xff\x0a') || head.slice(4, 8) === 'JXL ') return { other: 'a JPEG XL' };
  if (/^\s*(<\?xml|<svg)/i.test(ascii(bytes, 0, 64))) return { other: 'an SVG or XML file' };
  return undefined;
}

function sniffContainer(bytes: Uint8Array): Sniffed {
  const size = Math.min(64, bytes.length, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  const brands: string[] = [];
  for (let at = 8; at + 4 <= size; at += 4) if (at !== 12) brands.push(ascii(bytes, at, 4));
  if (brands[0] === 'avis') return { format: 'avif', sequence: true };
  if (brands.includes('avif')) return { format: 'avif' };
  if (brands.some((brand) => heicBrands.has(brand))) return { other: 'a HEIC' };
  return { other: 'a video or another ISO media file' };
}
