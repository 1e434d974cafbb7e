import { distance } from 'fastest-levenshtein';

/** The known name a misspelt one was probably meant to be: at most a third of its letters differ, case aside. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits > least || (edits === least && best !== undefined)) continue;
    best = candidate;
    least = edits;
  }
  return best;
}
