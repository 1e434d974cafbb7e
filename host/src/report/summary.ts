import type {
  FigureName,
  Metrics,
  PairReport,
  RecognizerSummary,
  Spread,
  StageSummary,
  Summary,
} from './records.js';

const figures: Readonly<Record<Exclude<FigureName, 'ms'>, (metrics: Metrics) => number | undefined>> = {
  meshErrorPercent: (metrics) => metrics.meshErrorPercent,
  seamN: (metrics) => metrics.seam?.n,
  seamW: (metrics) => metrics.seam?.w,
  occluderSeamN: (metrics) => metrics.seam?.occluder?.n,
  occluderSeamW: (metrics) => metrics.seam?.occluder?.w,
  occluderUnchanged: (metrics) => metrics.occluder?.all.unchanged,
  occluderUnchangedOverFace: (metrics) => metrics.occluder?.overFace?.unchanged,
  sharpness: (metrics) => metrics.sharpness,
  changedOutside: (metrics) => metrics.changes?.outside,
};

/** What the pairs of a report come to. */
export function summarize(pairs: readonly PairReport[]): Summary {
  const measured = pairs.flatMap((pair) => (pair.metrics ? [pair.metrics] : []));
  const spreads = Object.entries(figures).map(
    ([name, read]) => [name, spreadOf(measured.map(read))] as const,
  );
  const swapped = pairs.filter((pair) => pair.outcome === 'written');
  return {
    pairs: pairs.length,
    swapped: swapped.length,
    identity: summarizeIdentity(measured),
    figures: {
      ...(Object.fromEntries(spreads) as Record<Exclude<FigureName, 'ms'>, Spread | undefined>),
      ms: spreadOf(swapped.map((pair) => pair.ms)),
    },
    stages: summarizeStages(swapped),
  };
}

/** The spread of the numbers in a list; `undefined` without any. */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((p, q) => p - q);
  if (sorted.length === 0) return undefined;
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p90: quantile(sorted, 0.9),
    least: sorted[0]!,
    most: sorted.at(-1)!,
  };
}

/** Between the two nearest values, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.ceil(place);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}

function summarizeIdentity(measured: readonly Metrics[]): readonly RecognizerSummary[] {
  const names = [...new Set(measured.flatMap(({ identity }) => identity.map((one) => one.recognizer)))];
  return names.map((recognizer) => {
    const seen = measured.flatMap(({ identity }) => identity.filter((one) => one.recognizer === recognizer));
    const share = (test: (one: (typeof seen)[number]) => boolean): number =>
      seen.filter(test).length / seen.length;
    return {
      recognizer,
      distanceToSource: spreadOf(seen.map((one) => one.toSource.distance))!,
      distanceToTarget: spreadOf(seen.map((one) => one.toTarget.distance))!,
      similarityToSource: spreadOf(seen.map((one) => one.toSource.similarity))!,
      nearerSource: share((one) => one.nearerSource),
      takenForSource: share((one) => one.toSource.similarity > 0.5),
    };
  });
}

function summarizeStages(pairs: readonly PairReport[]): readonly StageSummary[] {
  const rows = new Map<string, Omit<StageSummary, 'ms'> & { ms: number[] }>();
  const add = (stage: string, provider: string, ms: number, step?: string): void => {
    const key = JSON.stringify([stage, provider, step]);
    const row = rows.get(key) ?? { stage, ...(step !== undefined && { step }), provider, ms: [] };
    row.ms.push(ms);
    rows.set(key, row);
  };
  for (const { stage, provider, ms, steps = [] } of pairs.flatMap((pair) => pair.times)) {
    add(stage, provider, ms);
    for (const part of steps) add(stage, provider, part.ms, part.step);
  }
  return [...rows.values()].map((row) => ({ ...row, ms: spreadOf(row.ms)! }));
}
