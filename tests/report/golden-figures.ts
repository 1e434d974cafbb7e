import { readFileSync } from 'node:fs';
import type { PairReport } from '../../host/dist/report/records.js';

type Figures = Readonly<Record<string, number>>;

/** How much worse than recorded a figure may be. Another processor's rounding moves them by far less. */
export const margins: Figures = {
  similarityToSource: 0.04,
  meshErrorPercent: 0.8,
  seamN: 0.5,
  seamW: 0.7,
  sharpness: 0.15,
  occluderUnchanged: 0.05,
};

export const largerIsBetter: ReadonlySet<string> = new Set([
  'similarityToSource',
  'sharpness',
  'occluderUnchanged',
]);

/** The figures of a pair that are guarded, rounded. */
export function readFigures({ metrics }: PairReport): Figures {
  const figures = {
    similarityToSource: metrics?.identity[0]?.toSource.similarity,
    meshErrorPercent: metrics?.meshErrorPercent,
    seamN: metrics?.seam?.n,
    seamW: metrics?.seam?.w,
    sharpness: metrics?.sharpness,
    occluderUnchanged: metrics?.occluder?.overFace?.unchanged,
  };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Math.round(1000 * value) / 1000]],
    ),
  );
}

/** What was recorded, by pair. */
export function goldenFigures(): Readonly<Record<string, Figures>> {
  const file = new URL('golden-figures.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Figures>;
}
