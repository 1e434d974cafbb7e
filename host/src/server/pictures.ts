import { createImages, decodeBytes, readHeader } from '../media/index.js';
import { decodeBase64 } from './base64.js';
import type { JobFolder } from './job-folder.js';

/**
 * Puts a picture of a request into the folder of its job, after a look at its header.
 * @param name File name and what messages call it.
 * @throws FacetError `NOT_BASE64` and those of the header: `IMAGE_FORMAT`, `IMAGE_TOO_LARGE` and the like.
 */
export async function storePicture(
  folder: JobFolder,
  name: string,
  picture: string | Uint8Array,
  maxPixels: number,
): Promise<string> {
  const bytes = typeof picture === 'string' ? decodeBase64(picture, name) : picture;
  await readHeader(bytes, name, { maxPixels });
  return folder.write(name, bytes);
}

/** A picture as it is, as PNG: upright, in sRGB, without metadata. */
export async function unchangedPng(bytes: Uint8Array, name: string, maxPixels: number): Promise<Uint8Array> {
  const { pixels } = await decodeBytes(bytes, name, { maxPixels });
  return createImages().encodePng(pixels);
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
