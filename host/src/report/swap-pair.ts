import type { Face } from '@facet/api';
import { sourceFaceRange } from '../errors/run.js';
import { maskSize } from '../errors/report.js';
import { decodeFile } from '../media/index.js';
import type { PlannedUnit } from '../pipeline/plan.js';
import type { PreparedSource } from '../pipeline/prepare-source.js';
import { prepareSource } from '../pipeline/prepare-source.js';
import type { TargetProgress } from '../pipeline/process-target.js';
import { noInspection } from '../pipeline/inspection.js';
import { processTarget } from '../pipeline/process-target.js';
import type { ActivePlan } from '../pipeline/providers.js';
import { sortFaces } from '../pipeline/select-faces.js';
import type { StageRunner } from '../pipeline/stage-runner.js';
import type { Bench, KnownFace, Pipeline } from './bench.js';
import type { Pair } from './pairs.js';

/** A source, digested for swapping and known for comparing. */
export interface PairSource {
  readonly prepared: PreparedSource;
  readonly known: KnownFace;
}

/** Sources of a report, each read once per pipeline. */
export class PairSources {
  readonly #bench: Bench;
  readonly #known = new Map<string, PairSource>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** @throws FacetError of reading and preparing a source. */
  async get(pair: Pair, pipeline: Pipeline, runner: StageRunner): Promise<PairSource> {
    const unit = unitOf(pair, pipeline.active);
    const key = JSON.stringify([unit.sources, unit.sourceFace, unit.swapper, pipeline.active.plan.detector]);
    const known = this.#known.get(key);
    if (known) return known;
    const { environment, signal } = this.#bench;
    const prepared = await prepareSource(unit, pipeline.active.units[0]!, {
      active: pipeline.active,
      kernels: environment.kernels,
      runner,
      maxPixels: pipeline.config.image.maxPixels,
      signal,
    });
    const path = pair.sources[0] ?? '';
    const choose = (faces: readonly Face[]): Face => {
      const face = sortFaces(faces, 'x')[pair.sourceFace];
      if (!face) throw sourceFaceRange(path, pair.sourceFace, faces.length);
      return face;
    };
    const source = { prepared, known: await this.#bench.know(path, choose, pipeline) };
    this.#known.set(key, source);
    return source;
  }
}

/**
 * Swaps one pair with the whole pipeline, content check and all, into a file.
 * @throws FacetError as a run does; `progress` then holds what was found until there.
 */
export async function swapPair(
  pair: Pair,
  source: PairSource,
  output: { readonly path: string; readonly overwrite: boolean; readonly index: number },
  { active, config }: Pipeline,
  bench: Bench,
  runner: StageRunner,
  progress: TargetProgress,
): Promise<void> {
  const [providers] = active.units;
  const { environment, hooks, signal } = bench;
  const job = {
    frame: { path: pair.target, index: output.index },
    output: output.path,
    overwrite: output.overwrite,
    continue: false,
    keepOriginal: false,
    variants: [0],
    maxPixels: config.image.maxPixels,
  };
  const single = { ...active, plan: { ...active.plan, units: [unitOf(pair, active)] }, units: [providers!] };
  const context = { active: single, sources: [source.prepared], kernels: environment.kernels };
  await processTarget(job, { ...context, hooks, runner, inspection: noInspection, signal }, progress);
}

/** The plan's first unit, on the faces of the pair. */
function unitOf(pair: Pair, { plan }: ActivePlan): PlannedUnit {
  const faces =
    pair.targetFace === undefined
      ? { index: [0], order: 'size' as const, sameGender: false }
      : { index: [pair.targetFace], order: 'x' as const, sameGender: false };
  return { ...plan.units[0]!, sources: pair.sources, sourceFace: pair.sourceFace, faces };
}

/**
 * What a pair says lies in front of the face: the lightness of its mask picture, 0..255.
 * @throws FacetError `REPORT_MASK` when it is not as large as the target, or what decoding throws.
 */
export async function readOccluder(
  { occluder, target }: Pair,
  expected: { readonly width: number; readonly height: number },
): Promise<Uint8Array | undefined> {
  if (occluder === undefined) return undefined;
  const { pixels } = await decodeFile(occluder);
  if (pixels.width !== expected.width || pixels.height !== expected.height) {
    throw maskSize(occluder, target, expected, pixels);
  }
  return Uint8Array.from({ length: pixels.width * pixels.height }, (_, i) => pixels.data[4 * i + 1]!);
}
