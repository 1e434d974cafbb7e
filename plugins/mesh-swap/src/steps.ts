/** Takes what the run report says about a swap. */
export interface Steps {
  /** Does a step and times it. */
  time<T>(step: string, work: () => T): T;
  /** Adds a sentence. */
  warn(message: string): void;
}

/** Runs the steps without timing them, and reports nothing. */
export const untimed: Steps = { time: (_, work) => work(), warn: () => undefined };
