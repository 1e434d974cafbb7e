import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isFacetError } from '@facet/api';
import { writeAtomic } from '../media/index.js';

/** Where the original of a result is kept: `out/a-swapped.png` made of `a.jpg` gets `out/a-swapped-original.jpg`. */
export function originalPath(output: string, input: string): string {
  const { dir, name } = path.parse(output);
  return path.join(dir, `${name}-original${path.extname(input)}`);
}

/**
 * Copies a target beside its result, byte for byte, before the result is written. A copy that is there already stays: when results
 * replace their targets, it is the true original.
 */
export async function keepOriginal(input: string, output: string, signal: AbortSignal): Promise<void> {
  try {
    await writeAtomic(originalPath(output, input), await readFile(input, { signal }), { signal });
  } catch (error) {
    if (!isFacetError(error, 'OUTPUT_EXISTS')) throw error;
  }
}
