/** Work that uses the providers and hooks of a run goes on one piece at a time. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets pieces of work begin only when those asked for before them have ended, well or not. */
export function takeTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
