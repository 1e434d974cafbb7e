import type { Unwritten, WriteOut } from '../pipeline/look-ahead.js';
import type { EngineNotice, WriteOutMessage } from './protocol.js';
import { fromWire } from './wire-error.js';

/**
 * Has results written outside of the engine, so that they are written even where a plugin that hangs or crashes takes the engine
 * with it.
 */
export class Outbox {
  readonly #post: (message: WriteOutMessage) => void;
  readonly #sent = new Map<number, (unwritten: Unwritten | undefined) => void>();
  #next = 0;

  constructor(post: (message: WriteOutMessage) => void) {
    this.#post = post;
  }

  readonly writeOut: WriteOut = (file, report) =>
    new Promise((resolve) => {
      const id = this.#next++;
      this.#sent.set(id, resolve);
      this.#post({ type: 'write-out', id, file, report });
    });

  /** Takes what became of a result. */
  settle({ id, unwritten }: Extract<EngineNotice, { type: 'written-out' }>): void {
    this.#sent.get(id)?.(unwritten && { file: unwritten.file, error: fromWire(unwritten.error) });
    this.#sent.delete(id);
  }
}
