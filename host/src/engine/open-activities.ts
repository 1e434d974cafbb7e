import type { Activity } from '../plugins/activity.js';

interface Open {
  readonly id: number;
  readonly activity: Activity;
  /** When its limit is over. */
  endsAt: number;
}

/**
 * What an engine has begun and not yet answered, the innermost last: an operation of kernels runs inside the stage that calls it. Each
 * has its own limit, and only the innermost can be past it: the outer ones get their turn when it has come back.
 */
export class OpenActivities {
  readonly #now: () => number;
  #open: readonly Open[] = [];

  /** @param now The time in milliseconds; it must not go back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get innermost(): Activity | undefined {
    return this.#open.at(-1)?.activity;
  }

  /** Milliseconds until the innermost is past its limit, never less than 0; nothing where it has none. */
  get leftMs(): number | undefined {
    const last = this.#open.at(-1);
    return last && last.activity.limitMs > 0 ? Math.max(0, last.endsAt - this.#now()) : undefined;
  }

  begin(id: number, activity: Activity): void {
    this.#open = [...this.#open, { id, activity, endsAt: this.#now() + activity.limitMs }];
  }

  /** @returns What has ended; nothing when it belongs to a request that is over. */
  end(id: number): Activity | undefined {
    const at = this.#open.findIndex((open) => open.id === id);
    const ended = this.#open[at];
    if (!ended) return undefined;
    // Work without a limit, such as a download, does not use up that of the stage it was done for.
    const lentMs = ended.activity.limitMs === 0 ? this.#now() - ended.endsAt : 0;
    for (const outer of this.#open.slice(0, at)) outer.endsAt += lentMs;
    this.#open = this.#open.filter((open) => open !== ended);
    return ended.activity;
  }

  clear(): void {
    this.#open = [];
  }
}
