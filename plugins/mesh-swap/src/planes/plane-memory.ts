/**
 * Memory for planes, used again: fresh memory costs more than most of what is done with it, and collecting it as much again.
 */

/** Bytes that wait to be used again at most; of more than these, a face's planes are left to the garbage collector. */
const mostWaiting = 48 * 2 ** 20;

/** What waits to be used again, by its number of bytes. */
const waiting = new Map<number, Set<ArrayBuffer>>();
let waitingBytes = 0;
/** Everything that was made here: nothing else is taken back. */
const known = new WeakSet<ArrayBuffer>();
/** What was taken since the work on a face began. */
let taken: { readonly buffers: Set<ArrayBuffer>; bytes: number } | undefined;

/** Memory for so many values, which still holds whatever it held. */
export function takeValues(count: number): Float32Array<ArrayBuffer> {
  const bytes = roomFor(count * Float32Array.BYTES_PER_ELEMENT);
  const [found] = waiting.get(bytes) ?? [];
  const buffer = found ?? new ArrayBuffer(bytes);
  if (found) {
    waiting.get(bytes)!.delete(found);
    waitingBytes -= bytes;
  } else {
    known.add(buffer);
  }
  if (taken && taken.bytes + bytes <= mostWaiting && !taken.buffers.has(buffer)) {
    taken.buffers.add(buffer);
    taken.bytes += bytes;
  }
  return new Float32Array(buffer, 0, count);
}

/** Takes memory back that nothing uses any more. */
export function giveBack(buffer: ArrayBufferLike): void {
  if (!(buffer instanceof ArrayBuffer) || !known.has(buffer)) return;
  const bytes = buffer.byteLength;
  const alike = waiting.get(bytes) ?? new Set();
  if (alike.has(buffer) || waitingBytes + bytes > mostWaiting) return;
  waiting.set(bytes, alike.add(buffer));
  waitingBytes += bytes;
}

/** Does some work, after which nothing uses the planes that were made in it. */
export function reusingPlanes<T>(work: () => T): T {
  const before = taken;
  const own = { buffers: new Set<ArrayBuffer>(), bytes: 0 };
  taken = own;
  try {
    return work();
  } finally {
    taken = before;
    for (const buffer of own.buffers) giveBack(buffer);
  }
}

/** Few sizes, so that faces of other shapes use the memory, too: at most a quarter more than is needed. */
function roomFor(bytes: number): number {
  const step = Math.max(64, 2 ** (Math.floor(Math.log2(Math.max(1, bytes))) - 2));
  return Math.ceil(bytes / step) * step;
}
