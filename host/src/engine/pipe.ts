import { writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

/*
 * Messages from an engine's process, each a frame: the length of its body in four bytes, little endian, then the body as
 * structured clone has it, so that typed arrays stay typed arrays.
 */

const headBytes = 4;

/**
 * Writes a message and returns once the system has it: what an engine has begun is known even when the next instruction
 * of its process is its last.
 * @param fd A pipe whose writes wait for the reader.
 */
export function writeFrame(fd: number, message: unknown): void {
  const body = serialize(message);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(body.length);
  let rest = Buffer.concat([head, body]);
  while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
}

/** Puts frames together again from the pieces a pipe delivers. A frame that was cut off by the end of its writer is dropped. */
export class FrameReader {
  readonly #onMessage: (message: unknown) => void;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage;
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    for (let body = this.#take(); body; body = this.#take()) this.#onMessage(deserialize(body));
  }

  #take(): Buffer | undefined {
    const length = this.#peekLength();
    if (length === undefined || this.#bytes < headBytes + length) return undefined;
    const whole = Buffer.concat(this.#pieces);
    const end = headBytes + length;
    this.#pieces = whole.length > end ? [whole.subarray(end)] : [];
    this.#bytes -= end;
    return whole.subarray(headBytes, end);
  }

  #peekLength(): number | undefined {
    if (this.#bytes < headBytes) return undefined;
    if (this.#pieces[0]!.length < headBytes) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]!.readUInt32LE();
  }
}
