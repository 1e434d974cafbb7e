import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Pixels } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { outcomeOf } from '../engine/outcome.js';
import { toRecord } from '../engine/wire-error.js';
import { interrupted } from '../errors/run.js';
import { decodeFile } from '../media/index.js';
import type { TargetProgress } from '../pipeline/process-target.js';
import type { Bench, KnownFace, Pipeline } from './bench.js';
import type { Cutouts } from './cutouts.js';
import { cutOut } from './cutouts.js';
import { measurePair } from './measure-pair.js';
import type { Pair } from './pairs.js';
import type { Metrics, PairReport } from './records.js';
import { PairSources, readOccluder, swapPair } from './swap-pair.js';

export interface PairOutput {
  /** The report's folder; paths in the report are relative to it. */
  readonly folder: string;
  /** Where swapped pictures go, below it. */
  readonly results: string;
  readonly overwrite: boolean;
}

export interface JudgedPair {
  readonly report: PairReport;
  /** Absent when nothing was swapped. */
  readonly cutouts?: Cutouts;
}

/**
 * Swaps and judges every pair. What is wrong with one stands in its record.
 * @param onPair Told before each pair.
 * @throws FacetError `INTERRUPTED`.
 */
export async function runPairs(
  pairs: readonly Pair[],
  output: PairOutput,
  bench: Bench,
  onPair: (index: number) => void,
): Promise<readonly JudgedPair[]> {
  const sources = new PairSources(bench);
  const judged: JudgedPair[] = [];
  for (const [index, pair] of pairs.entries()) {
    onPair(index);
    judged.push(await judgePair(pair, index, output, sources, bench));
    if (bench.signal.aborted) throw interrupted();
  }
  return judged;
}

async function judgePair(
  pair: Pair,
  index: number,
  output: PairOutput,
  sources: PairSources,
  bench: Bench,
): Promise<JudgedPair> {
  const runner = bench.newRunner();
  const file = path.join(output.results, `${String(index + 1).padStart(2, '0')}-${fileName(pair.name)}.png`);
  const progress: TargetProgress = { outcome: 'failed', contentCheck: {}, faces: [] };
  const start = performance.now();
  let ms = 0;
  const report = (more: Partial<PairReport>): PairReport => ({
    ...pair,
    outcome: progress.outcome,
    warnings: [...runner.warnings, ...skipReasons(progress)],
    times: runner.times,
    ms,
    ...more,
  });
  try {
    const pipeline = await bench.pipelineFor(pair.target);
    const source = await sources.get(pair, pipeline, runner);
    const target = (await decodeFile(pair.target, { maxPixels: pipeline.config.image.maxPixels })).pixels;
    const occluder = await readOccluder(pair, target);
    bench.watch.start(target);
    const begin = performance.now();
    const place = { path: file, overwrite: output.overwrite, index };
    await swapPair(pair, source, place, pipeline, bench, runner, progress);
    ms = Math.round(performance.now() - begin);
    if (progress.outcome !== 'written') return { report: report({}) };
    const judged = await judgeResult(pair, file, source.known, target, occluder, pipeline, bench);
    return {
      report: report({ result: path.relative(output.folder, file), metrics: judged.metrics }),
      cutouts: judged.cutouts,
    };
  } catch (error) {
    progress.outcome = outcomeOf(error);
    return { report: report({ error: toRecord(error), ms: ms || Math.round(performance.now() - start) }) };
  }
}

async function judgeResult(
  pair: Pair,
  file: string,
  source: KnownFace,
  target: Pixels,
  occluder: Uint8Array | undefined,
  { active, recognizers }: Pipeline,
  bench: Bench,
): Promise<{ readonly metrics: Metrics; readonly cutouts: Cutouts }> {
  const { kernels } = bench.environment;
  const { face, mask } = bench.watch;
  const written = (await decodeFile(file)).pixels;
  const sameSize = written.width === target.width && written.height === target.height;
  const result = sameSize ? written : resized(written, target, kernels);
  const swap = { path: pair.target, source, target, face: face!, result, sameSize, mask };
  const context = { kernels, active, runner: bench.newRunner(), recognizers };
  const { metrics, seamAt } = await measurePair({ ...swap, ...(occluder && { occluder }) }, context);
  const parts = { source, target, result, face: face!, ...(seamAt && { seamAt }) };
  return { metrics, cutouts: await cutOut(parts, kernels) };
}

/** An enlarged result at the target's size, so that both can be compared. */
function resized(pixels: Pixels, { width, height }: Pixels, kernels: ManagedKernels): Pixels {
  const mark = kernels.mark();
  try {
    const to = kernels.createImage(width, height);
    kernels.resize(kernels.importImage(pixels), to, 'area');
    return { width, height, data: kernels.readImage(to) };
  } finally {
    kernels.release(mark);
  }
}

function skipReasons({ faces }: TargetProgress): readonly string[] {
  return faces.flatMap((face) =>
    face.swaps.flatMap((swap) => (swap.reason === undefined ? [] : [`The face was skipped: ${swap.reason}`])),
  );
}

const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
