import pc from 'picocolors';

/** A stream of the process, or of a test. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

export type Colors = ReturnType<typeof pc.createColors>;

/**
 * What a command says. Results go to stdout, everything else to stderr; with `--json` stdout holds one document
 * and nothing else. Colours only where a person looks on.
 */
export class Terminal {
  readonly options: TerminalOptions;
  readonly colors: Colors;
  readonly errorColors: Colors;
  readonly #out: Stream;
  readonly #err: Stream;
  #statusShown = false;

  constructor(
    out: Stream,
    err: Stream,
    options: TerminalOptions,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.options = options;
    this.#out = out;
    this.#err = err;
    const wanted = options.color !== false && !env.NO_COLOR && env.TERM !== 'dumb';
    this.colors = pc.createColors(wanted && out.isTTY === true);
    this.errorColors = pc.createColors(wanted && err.isTTY === true);
  }

  /** A line of the result; silent with `--json`. */
  line(text = ''): void {
    if (this.options.json === true) return;
    this.clearStatus();
    this.#out.write(`${text}\n`);
  }

  /** A line about the result; silent with `--json` and `--quiet`. */
  note(text: string): void {
    if (this.options.quiet !== true) this.line(text);
  }

  /** The one document of `--json`; silent without. */
  document(value: unknown): void {
    if (this.options.json !== true) return;
    this.clearStatus();
    this.#out.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  error(text: string): void {
    this.clearStatus();
    this.#err.write(`${text}\n`);
  }

  /** A warning or error on the way; `--quiet` leaves the errors. */
  diagnostic({
    level,
    code,
    message,
  }: {
    readonly level: 'warning' | 'error';
    readonly code: string;
    readonly message: string;
  }): void {
    if (level === 'warning' && this.options.quiet === true) return;
    const word = level === 'warning' ? this.errorColors.yellow(level) : this.errorColors.red(level);
    this.error(`${word} ${code}: ${message}`);
  }

  /** Whether a status line can be shown. */
  get hasStatus(): boolean {
    return this.#err.isTTY === true && this.options.quiet !== true;
  }

  /** Rewrites the status line, cut to the width of the terminal. */
  status(text: string): void {
    if (!this.hasStatus) return;
    const width = Math.max(20, (this.#err.columns ?? 80) - 1);
    this.#err.write(`\r\u001b[2K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`);
    this.#statusShown = true;
  }

  clearStatus(): void {
    if (this.#statusShown) this.#err.write('\r\u001b[2K');
    this.#statusShown = false;
  }
}
