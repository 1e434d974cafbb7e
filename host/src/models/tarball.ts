import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes a package may unpack to; far beyond any that holds models, yet an end to a compressed bomb. */
const maxUnpackedBytes = 4 * 2 ** 30;

const blockBytes = 512;

/**
 * Reads chosen files out of an npm tarball (gzip, then POSIX tar with pax and GNU long names).
 * Paths are compared with the ones asked for and never used for writing, so no entry can reach outside.
 * @param wanted Paths within the package.
 * @param checkSize Sees the size a wanted file claims before it is read, and throws for one it does not like.
 * @returns The files found, by path.
 * @throws RangeError for an archive that unpacks to too much; zlib's error for one that is no gzip.
 */
export async function readTarball(
  tarball: Uint8Array,
  wanted: ReadonlySet<string>,
  checkSize: (path: string, sizeBytes: number) => void,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const gunzip = Readable.from([tarball]).pipe(createGunzip());
  const reader = new BlockReader(gunzip, signal);
  let longName: string | undefined;
  try {
    while (found.size < wanted.size) {
      const header = await reader.take(blockBytes);
      if (!header || header.every((byte) => byte === 0)) break;
      const size = numberField(header, 124, 12);
      const type = String.fromCharCode(header[156]!);
      const padded = Math.ceil(size / blockBytes) * blockBytes;
      if (type === 'x' || type === 'L') {
        const content = text((await reader.take(padded)) ?? new Uint8Array(), 0, size);
        longName = type === 'x' ? (/\d+ path=(.*)\n/.exec(content)?.[1] ?? longName) : content;
        continue;
      }
      const path = withoutFirstFolder(longName ?? entryName(header));
      longName = undefined;
      const isFile = type === '0' || type === '\0';
      if (isFile && wanted.has(path)) {
        checkSize(path, size);
        const content = await reader.take(padded);
        if (content) found.set(path, content.slice(0, size));
      } else await reader.skip(padded);
    }
  } finally {
    gunzip.destroy();
  }
  return found;
}

/** Takes exact amounts from a stream of chunks. */
class BlockReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal | undefined;
  #rest = new Uint8Array();
  #total = 0;

  constructor(stream: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#signal = signal;
  }

  /** @returns `undefined` when the stream ends before. */
  async take(length: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      const part = await this.#next(missing);
      if (!part) return undefined;
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    for (let missing = length; missing > 0;) {
      const part = await this.#next(missing);
      if (!part) return;
      missing -= part.length;
    }
  }

  async #next(atMost: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      this.#signal?.throwIfAborted();
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#total += next.value.length;
      if (this.#total > maxUnpackedBytes) {
        throw new RangeError(`The archive unpacks to more than ${maxUnpackedBytes} bytes`);
      }
      this.#rest = new Uint8Array(next.value);
    }
    const part = this.#rest.subarray(0, atMost);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }
}

function entryName(header: Uint8Array): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** npm puts everything into one folder, `package/` by custom, and ignores its name. */
function withoutFirstFolder(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

function text(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal text. Sizes from 8 GiB on, which tar writes in binary, come out as 0 and end the reading. */
function numberField(header: Uint8Array, from: number, length: number): number {
  const value = Number.parseInt(text(header, from, length).trim(), 8);
  return Number.isFinite(value) ? value : 0;
}
