const ascii = (bytes: Uint8Array, from: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + 4));

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether a PNG is an APNG of more than one frame: an `acTL` chunk before the pixels (APNG specification 1.0). */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const data = view(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + data.getUint32(at)) {
    const type = ascii(bytes, at + 4);
    if (type === 'acTL') return data.getUint32(at + 8) > 1;
    if (type === 'IDAT') return false;
  }
  return false;
}

/** Whether a WebP is animated: the animation flag of its `VP8X` chunk (RFC 9649, section 2.7). */
export function isAnimatedWebp(bytes: Uint8Array): boolean {
  return bytes.length > 20 && ascii(bytes, 12) === 'VP8X' && (bytes[20]! & 0x02) !== 0;
}

/** Whether a GIF has more than one image block (GIF89a specification). */
export function isAnimatedGif(bytes: Uint8Array): boolean {
  const colourTable = (packed: number): number => (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0);
  const skipBlocks = (from: number): number => {
    let at = from;
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
    return at + 1;
  };
  let images = 0;
  let at = 13 + colourTable(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x21) at = skipBlocks(at + 2);
    else if (kind === 0x2c) {
      images += 1;
      if (images > 1) return true;
      at = skipBlocks(at + 11 + colourTable(bytes[at + 9] ?? 0));
    } else return false;
  }
  return false;
}
