/** Where the pixels of a still WebP are, and how they are stored: `VP8 ` with loss, `VP8L` without (RFC 9649, sections 2.5 and 2.6). */
export interface WebpPixels {
  readonly type: 'VP8 ' | 'VP8L';
  /** Offset of the chunk's payload in bytes. */
  readonly at: number;
}

/** @returns `undefined` when the file has neither chunk. */
export function findWebpPixels(bytes: Uint8Array): WebpPixels | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (type === 'VP8L' || type === 'VP8 ') return { type, at: at + 8 };
    const length = data.getUint32(at + 4, true);
    at += 8 + length + (length & 1);
  }
  return undefined;
}
