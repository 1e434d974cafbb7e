import { messageOf } from '../errors/cause.js';
import { imageTimeout, imageTruncated } from '../errors/media.js';
import type { ImageFormat } from './formats.js';
import { formatTitles } from './formats.js';

/** What libvips says when it gives up on a picture, as an error about that picture; `limitMs` is the limit it was given. */
export function describeDecodeFailure(
  cause: unknown,
  name: string,
  format: ImageFormat,
  limitMs: number,
): Error {
  const lines = messageOf(cause).split('\n');
  const reason = lines
    .at(-1)!
    .replace(/^Input (buffer|file) /, '')
    .trim();
  if (reason.startsWith('timeout')) return imageTimeout(name, limitMs, cause);
  const plain = /unsupported image format|corrupt header|seek/.test(reason)
    ? 'its header or data breaks off'
    : reason;
  return imageTruncated(name, formatTitles[format], plain, cause);
}
