import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { noPairs, pairsUnreadable } from '../errors/report.js';
import { imageExtensions } from '../media/formats.js';

/** A swap to judge. Paths are absolute. */
export interface Pair {
  readonly name: string;
  /** Pictures of the source person, at least one. */
  readonly sources: readonly string[];
  /** Which face of the first source picture, from the left. */
  readonly sourceFace: number;
  readonly target: string;
  /** Which face of the target, from the left; the largest when absent. */
  readonly targetFace?: number;
  /** A picture of the target's size, light where something lies in front of the face. */
  readonly occluder?: string;
}

const entry = z.strictObject({
  name: z.string().min(1).exactOptional(),
  source: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  sourceFace: z.int().min(0).exactOptional(),
  target: z.string().min(1),
  targetFace: z.int().min(0).exactOptional(),
  occluder: z.string().min(1).exactOptional(),
});

const list = z.array(entry).min(1);

/** The file a folder may hold instead of being taken as "every picture onto every other". */
export const pairsFileName = 'pairs.json';

/**
 * Reads a list of pairs, or makes one of a folder: its `pairs.json`, else each of its pictures onto each other one, by name.
 * @throws FacetError `REPORT_PAIRS`, `REPORT_NO_PAIRS`.
 */
export async function readPairs(place: string): Promise<readonly Pair[]> {
  const status = await stat(place).catch((cause: unknown) => {
    throw pairsUnreadable(place, cause);
  });
  if (!status.isDirectory()) return readPairsFile(place);
  const names = await readdir(place);
  if (names.includes(pairsFileName)) return readPairsFile(path.join(place, pairsFileName));
  const pictures = names.filter((name) => imageExtensions.includes(path.extname(name).toLowerCase())).sort();
  const pairs = pictures.flatMap((source) =>
    pictures.filter((target) => target !== source).map((target) => pairOf({ source, target }, place)),
  );
  if (pairs.length === 0) throw noPairs(place);
  return pairs;
}

async function readPairsFile(file: string): Promise<readonly Pair[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw pairsUnreadable(file, cause);
  }
  const parsed = list.safeParse(value);
  if (!parsed.success) throw pairsUnreadable(file, new Error(z.prettifyError(parsed.error)));
  return parsed.data.map((item) => pairOf(item, path.dirname(file)));
}

function pairOf(item: z.infer<typeof entry>, folder: string): Pair {
  const sources = (typeof item.source === 'string' ? [item.source] : item.source).map((file) =>
    path.resolve(folder, file),
  );
  return {
    name: item.name ?? `${stem(sources[0] ?? '')} onto ${stem(item.target)}`,
    sources,
    sourceFace: item.sourceFace ?? 0,
    target: path.resolve(folder, item.target),
    ...(item.targetFace !== undefined && { targetFace: item.targetFace }),
    ...(item.occluder !== undefined && { occluder: path.resolve(folder, item.occluder) }),
  };
}

const stem = (file: string): string => path.basename(file, path.extname(file));
