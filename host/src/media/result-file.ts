import type { Pixels } from '@facet/api';
import type { DecodedInfo } from './decode.js';
import { encodeImage } from './encode.js';
import { writeAtomic } from './write-atomic.js';

/** A result, and all it takes to write it. */
export interface ResultFile {
  readonly path: string;
  readonly pixels: Pixels;
  /** The picture it was made of: its result is encoded alike, and must not take its place unless `overwrite` says so. */
  readonly input: DecodedInfo & { readonly path: string };
  readonly overwrite: boolean;
  /** See `EncodeOptions`. */
  readonly quality?: number | undefined;
}

/**
 * Encodes a result and writes it, whole or not at all.
 * @throws FacetError of encoding and writing; the reason of `signal` when it is aborted.
 */
export async function writeResult(
  { path, pixels, input, overwrite, quality }: ResultFile,
  signal?: AbortSignal,
): Promise<void> {
  const bytes = await encodeImage(pixels, input, path, { quality });
  await writeAtomic(path, bytes, { input: input.path, overwrite, signal });
}
