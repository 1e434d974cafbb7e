import { closest, distance } from 'fastest-levenshtein';

/** The known word a misspelt one most likely stands for: at most every third letter may differ. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const guess = closest(word, [...known]);
  return distance(word, guess) <= Math.ceil(word.length / 3) ? guess : undefined;
}
