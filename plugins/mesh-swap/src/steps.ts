/** Times the steps of a swap. */
export interface Steps {
  time<T>(step: string, work: () => T): T;
}

/** Runs the steps without timing them. */
export const untimed: Steps = { time: (_, work) => work() };
