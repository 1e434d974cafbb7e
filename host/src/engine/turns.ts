import type { InTurn } from '../pipeline/process-target.js';

/** Lets pieces of work begin only when those asked for before them have ended, well or not. */
export function takeTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
