import type { Gender, SourceFace } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import { sourceFaceRange, sourceNoFace, sourceRefused } from '../errors/run.js';
import { decodeFile } from '../media/index.js';
import { checkContent } from './content-check.js';
import { describeBox, findFaces } from './find-faces.js';
import type { ActivePlan, UnitProviders } from './providers.js';
import type { PlannedUnit } from './plan.js';
import type { SourceReport } from './report.js';
import { sortFaces } from './select-faces.js';
import type { StageRunner } from './stage-runner.js';

/** A unit's source, digested by its swapper. */
export interface PreparedSource {
  readonly data: unknown;
  readonly gender?: Gender;
  readonly reports: readonly SourceReport[];
}

export interface SourceContext {
  readonly active: ActivePlan;
  readonly kernels: ManagedKernels;
  readonly runner: StageRunner;
  readonly maxPixels: number;
  readonly signal: AbortSignal;
}

/**
 * Reads, checks and digests the source pictures of a unit. The chosen face counts from the left, as FaceSwapLab's reference face does.
 * @throws FacetError `SOURCE_REFUSED`, `SOURCE_NO_FACE`, `SOURCE_FACE_RANGE`, or what decoding and stages throw.
 */
export async function prepareSource(
  unit: PlannedUnit,
  providers: UnitProviders,
  context: SourceContext,
): Promise<PreparedSource> {
  const { kernels, runner } = context;
  const mark = kernels.mark();
  try {
    const sources: SourceFace[] = [];
    const reports: SourceReport[] = [];
    for (const [position, path] of unit.sources.entries()) {
      const { source, report } = await readSource(unit, path, position, context);
      sources.push(source);
      reports.push(report);
    }
    const { swapper } = providers;
    const scope = { frame: { path: unit.sources[0] ?? '', index: 0 }, unit: unit.index };
    const data = await runner.run('prepare', swapper.name, scope, swapper.options, (call) =>
      swapper.provider.prepare(sources, call),
    );
    const gender = sources[0]?.face.gender;
    return { data, reports, ...(gender && { gender }) };
  } finally {
    kernels.release(mark);
  }
}

async function readSource(
  unit: PlannedUnit,
  path: string,
  position: number,
  { active, kernels, runner, maxPixels, signal }: SourceContext,
): Promise<{ source: SourceFace; report: SourceReport }> {
  const scope = { frame: { path, index: position }, unit: unit.index };
  const { pixels } = await runner.run('decode', 'facet', scope, {}, () =>
    decodeFile(path, { maxPixels, signal }),
  );
  const image = kernels.importImage(pixels);
  const { threshold } = active.plan.contentCheck;
  const check = await checkContent(image, active.checker, threshold, runner, scope);
  if (check.refused) throw sourceRefused(path, check.score, threshold);
  const faces = sortFaces(await findFaces(image, active, runner, scope), 'x');
  if (faces.length === 0) throw sourceNoFace(path);
  // Only the first picture is asked for a certain face; the others give their left-most one, as FaceSwapLab's batch sources do.
  const index = position === 0 ? unit.sourceFace : 0;
  const face = faces[index];
  if (!face) throw sourceFaceRange(path, index, faces.length);
  if (faces.length > 1) {
    runner.warn(
      `The source picture "${path}" shows ${faces.length} faces; face ${index} from the left (${describeBox(face.box)}) is used.`,
    );
  }
  const used = { index, box: face.box, score: face.score };
  return {
    source: { image, face },
    report: { unit: unit.index, path, faces: faces.length, used, contentCheck: check },
  };
}
