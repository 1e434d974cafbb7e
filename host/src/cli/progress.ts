import type { Terminal } from './terminal.js';

/** Work that ends sooner than this shows no progress. */
const delayMs = 1000;
const framesMs = 100;

/** A status line for work that takes more than a second; nothing where no one looks on. */
export class Progress {
  readonly #terminal: Terminal;
  #text = '';
  #shown = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    if (terminal.hasStatus) this.#timer = setTimeout(() => this.#start(), delayMs);
  }

  update(text: string): void {
    this.#text = text;
  }

  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#timer);
    this.#terminal.clearStatus();
  }

  #start(): void {
    this.#timer = setInterval(() => this.#draw(), framesMs);
    this.#draw();
  }

  #draw(): void {
    if (this.#text === this.#shown) return;
    this.#shown = this.#text;
    this.#terminal.status(this.#text);
  }
}
