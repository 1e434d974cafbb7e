/**
 * A protobuf message being written: the wire format of https://protobuf.dev/programming-guides/encoding, as far as ONNX
 * needs it. Payloads are kept by reference and copied once, by `finish`.
 */
export class ProtoMessage {
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** A signed 64-bit integer (int64, int32 or enum). */
  integer(field: number, value: number | bigint): this {
    this.#key(field, 0);
    return this.#push(varint(value));
  }

  /** A 32-bit float. */
  float(field: number, value: number): this {
    this.#key(field, 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, 2);
    this.#push(varint(value.byteLength));
    return this.#push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  /** A nested message; it must not change afterwards. */
  message(field: number, value: ProtoMessage): this {
    this.#key(field, 2);
    this.#push(varint(value.#sizeBytes));
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#sizeBytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return whole;
  }

  #key(field: number, wireType: number): void {
    this.#push(varint(field * 8 + wireType));
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.byteLength;
    return this;
  }
}

const encoder = new TextEncoder();
const oneByte = Array.from({ length: 128 }, (_, value) => Uint8Array.of(value));

/** Seven bits a byte, the lowest first; a negative number as its 64-bit two's complement. */
function varint(value: number | bigint): Uint8Array {
  if (typeof value === 'number' && value >= 0 && value < oneByte.length) return oneByte[value]!;
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
