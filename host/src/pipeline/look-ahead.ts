import type { Pixels } from '@facet/api';
import type { Decoded, DecodeOptions, ResultFile } from '../media/index.js';
import { decodeFile } from '../media/index.js';
import type { TargetReport } from './report.js';

/** Pixels of the largest picture that is read ahead or written behind, 128 MB of RGBA: three 4K frames. A larger one has the memory to itself. */
export const overlapPixels = 32 * 2 ** 20;

/** Counts the decoded pictures one engine holds at once. */
export class HeldPictures {
  #held = 0;
  #peak = 0;

  /** Most pictures at once so far. */
  get peak(): number {
    return this.#peak;
  }

  /** Counts a picture in, until the function it returns is called. */
  hold(): () => void {
    this.#held++;
    this.#peak = Math.max(this.#peak, this.#held);
    let held = true;
    return () => {
      if (held) this.#held--;
      held = false;
    };
  }
}

interface Ahead {
  readonly path: string;
  readonly decoded: Promise<Decoded | undefined>;
  readonly letGo: () => void;
}

/** Reads one picture while another is worked on, and holds no more than that one. */
export class DecodeAhead {
  readonly #pictures: HeldPictures;
  #ahead: Ahead | undefined;

  constructor(pictures: HeldPictures) {
    this.#pictures = pictures;
  }

  /** Begins to read a picture; the one read before is let go of. */
  begin(path: string, { maxPixels = overlapPixels, signal }: DecodeOptions): void {
    this.drop();
    const letGo = this.#pictures.hold();
    // What is wrong with a picture is for its own turn to find, where taps hear of it.
    const decoded = decodeFile(path, { maxPixels: Math.min(maxPixels, overlapPixels), signal }).catch(() => {
      letGo();
      return undefined;
    });
    this.#ahead = { path, decoded, letGo };
  }

  /** The picture when it was read ahead without a failure. It is handed out once. */
  take(path: string): Promise<Decoded | undefined> {
    const ahead = this.#ahead;
    if (ahead?.path !== path) return Promise.resolve(undefined);
    this.drop();
    return ahead.decoded;
  }

  /** Lets go of a picture nobody has taken. */
  drop(): void {
    this.#ahead?.letGo();
    this.#ahead = undefined;
  }
}

/** A result that could not be written, and why. */
export interface Unwritten {
  readonly file: ResultFile;
  readonly error: unknown;
}

/**
 * Has a result written.
 * @param report What there is to say of its target once that is done.
 * @returns the result when it could not be written.
 */
export type WriteOut = (file: ResultFile, report: TargetReport) => Promise<Unwritten | undefined>;

/** Has one result written while the next target is worked on, and holds no more than that one. */
export class WriteBehind {
  readonly #pictures: HeldPictures;
  readonly #writeOut: WriteOut;
  #last: Promise<unknown> = Promise.resolve();

  constructor(pictures: HeldPictures, writeOut: WriteOut) {
    this.#pictures = pictures;
    this.#writeOut = writeOut;
  }

  /** Resolves when the result before is written, or has failed to be. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Whether a result may wait for its turn to be written. */
  takes({ width, height }: Pick<Pixels, 'width' | 'height'>): boolean {
    return width * height <= overlapPixels;
  }

  /** Begins to write a result, and holds it until that is done. */
  write(...result: Parameters<WriteOut>): Promise<Unwritten | undefined> {
    const writing = this.#writeOut(...result).finally(this.#pictures.hold());
    this.#last = writing.catch(() => undefined);
    return writing;
  }
}
