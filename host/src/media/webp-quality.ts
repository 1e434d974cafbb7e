import { findWebpPixels } from './webp-chunks.js';

/**
 * The libwebp quality, 1..100, whose quantizer is that of a lossy WebP.
 *
 * libwebp makes one number of its quality, lets it differ by the segments of the picture (their shares balance
 * the differences to nothing, in its logarithm), and writes the quantizer of each: `quantEnc.c`, VP8SetSegmentParams.
 * This goes the same way back. Within 2 for files written by libwebp, whatever its effort and preset.
 *
 * @returns `undefined` when the file has no lossy pixels.
 */
export function estimateWebpQuality(webp: Uint8Array): number | undefined {
  const pixels = findWebpPixels(webp);
  if (pixels?.type !== 'VP8 ') return undefined;
  let logarithm = 0;
  for (const { quantizer, share } of readQuantizers(webp.subarray(pixels.at))) {
    // libwebp drops the fraction; without any loss there is none to drop.
    const middle = quantizer === 0 ? 0 : Math.min(126, quantizer + 0.5);
    logarithm += share * Math.log(1 - middle / 127);
  }
  const linear = Math.exp(3 * logarithm);
  const quality = linear < 0.5 ? linear * 1.5 : (linear + 1) / 2;
  return Math.min(100, Math.max(1, Math.round(100 * quality)));
}

interface SegmentQuantizer {
  /** 0..127. */
  readonly quantizer: number;
  /** Share of the picture's blocks, by the probabilities of the header; all together are 1. */
  readonly share: number;
}

/** The quantizers of a key frame, from its header (RFC 6386, sections 9.1 to 9.6 and 19.2). */
function readQuantizers(frame: Uint8Array): readonly SegmentQuantizer[] {
  // Ten bytes of frame tag, start code and size come before the first partition.
  const bits = new BoolDecoder(frame.subarray(10));
  bits.number(2);
  const segments = bits.flag() ? readSegments(bits) : undefined;
  bits.number(1 + 6 + 3);
  if (bits.flag() && bits.flag()) for (let i = 0; i < 8; i++) bits.optional(6);
  bits.number(2);
  const base = bits.number(7);
  if (!segments?.quantizers) return [{ quantizer: base, share: 1 }];
  const { quantizers, absolute, shares } = segments;
  return quantizers.map((value, i) => ({ quantizer: absolute ? value : base + value, share: shares[i]! }));
}

interface Segments {
  readonly absolute: boolean;
  readonly quantizers?: readonly number[];
  readonly shares: readonly number[];
}

function readSegments(bits: BoolDecoder): Segments {
  const [hasMap, hasData] = [bits.flag(), bits.flag()];
  let absolute = false;
  let quantizers: readonly number[] | undefined;
  if (hasData) {
    absolute = bits.flag();
    quantizers = Array.from({ length: 4 }, () => bits.optional(7));
    for (let filter = 0; filter < 4; filter++) bits.optional(6);
  }
  const tree = Array.from({ length: 3 }, () => (hasMap && bits.flag() ? bits.number(8) : 255) / 255);
  const [left, first, third] = tree as [number, number, number];
  const shares = [left * first, left * (1 - first), (1 - left) * third, (1 - left) * (1 - third)];
  return { absolute, shares, ...(quantizers && { quantizers }) };
}

/** Reads the boolean entropy code of RFC 6386, section 7.3; past the end its bytes are zero. */
class BoolDecoder {
  #at = 2;
  #shifts = 0;
  #range = 255;
  #value: number;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#value = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  }

  /** A bit that is as likely set as not, which all of these header fields are. */
  flag(): boolean {
    const split = 1 + ((this.#range - 1) >> 1);
    const set = this.#value >= split << 8;
    if (set) this.#value -= split << 8;
    this.#range = set ? this.#range - split : split;
    while (this.#range < 128) {
      this.#value <<= 1;
      this.#range <<= 1;
      this.#shifts += 1;
      if (this.#shifts % 8 === 0) this.#value |= this.#bytes[this.#at++] ?? 0;
    }
    return set;
  }

  /** An unsigned number, highest bit first. */
  number(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) value = 2 * value + Number(this.flag());
    return value;
  }

  /** A signed number after a flag that says whether it is there; 0 when it is not. */
  optional(bits: number): number {
    if (!this.flag()) return 0;
    const value = this.number(bits);
    return this.flag() ? -value : value;
  }
}
