import type { Face, FrameInfo, Image } from '@facet/api';
import { identity } from '@facet/api';
import { likeness } from './embeddings.js';
import { inpaintFaces } from './inpaint-faces.js';
import type { PlannedUnit } from './plan.js';
import type { SourceVariant } from './prepare-source.js';
import type { TargetContext, TargetProgress } from './process-target.js';
import type { FaceRecord, SwapRecord } from './report.js';
import { checkScores, scoreSwaps } from './score-swaps.js';
import type { Selected } from './select-faces.js';
import { selectFaces } from './select-faces.js';
import { FaceSkipped } from './stage-runner.js';
import { swapFace } from './swap-face.js';

/**
 * Every unit in order on the running result; a face two units choose is swapped twice, as the units say.
 * @param variants Which of its sources each unit puts on.
 * @throws FacetError `SIMILARITY_LOW`, or what stages throw.
 */
export async function swapUnits(
  frame: Image,
  faces: readonly Face[],
  info: FrameInfo,
  variants: readonly number[],
  context: TargetContext,
  progress: TargetProgress,
): Promise<void> {
  const { active, runner, hooks, kernels } = context;
  const swaps = new Map<number, SwapRecord[]>(faces.map((face) => [face.id, []]));
  progress.faces = faces.map((face) => ({ ...describeFace(face), swaps: swaps.get(face.id) ?? [] }));
  for (const [index, unit] of active.plan.units.entries()) {
    const source = context.sources[index]!.variants[variants[index] ?? 0]!;
    const providers = active.units[index]!;
    const selected = select(faces, unit, index, source, context);
    for (const position of selected.missing) {
      runner.warn(`Unit ${unit.index} asks for face ${position}, and "${info.path}" has no such face.`);
    }
    const chosen = await hooks.call.select(selected.faces, { frame: info, unit: unit.index });
    const before = unit.inpaintBefore;
    if (before) {
      await inpaintFaces(frame, chosen, identity, before, context, { frame: info, unit: unit.index });
      await context.inspection.picture('inpaint-before', frame);
    }
    const swapped: { readonly face: Face; readonly record: SwapRecord }[] = [];
    for (const face of chosen) {
      const records = swaps.get(face.id) ?? [];
      const mark = kernels.mark();
      try {
        const at = { frame: info, unit: unit.index, face };
        const region = await swapFace(frame, face, at, { ...context, unit, providers, source });
        const record: SwapRecord = { unit: unit.index, outcome: 'swapped', region };
        swapped.push({ face, record });
        records.push(record);
      } catch (error) {
        if (!(error instanceof FaceSkipped)) throw error;
        records.push({ unit: unit.index, outcome: 'skipped', reason: error.message });
      } finally {
        kernels.release(mark);
      }
    }
    const chosenFaces = swapped.map(({ face }) => face);
    const after = unit.inpaintAfter;
    if (after) {
      await inpaintFaces(frame, chosenFaces, identity, after, context, { frame: info, unit: unit.index });
      await context.inspection.picture('inpaint-after', frame);
    }
    const scored = await scoreSwaps(frame, chosenFaces, unit, source, context, info);
    for (const { face, record } of swapped) {
      const records = swaps.get(face.id) ?? [];
      records.splice(records.indexOf(record), 1, { ...record, ...scored.get(face.id) });
    }
    checkScores(unit, scored, info.path);
  }
}

function select(
  faces: readonly Face[],
  unit: PlannedUnit,
  index: number,
  source: SourceVariant,
  { active, sources }: TargetContext,
): Selected {
  const { like } = sources[index]!;
  const recognizer = active.recognizer?.provider;
  return selectFaces(faces, unit.faces, source.gender, (face) =>
    like && recognizer && face.embedding ? likeness(recognizer, face.embedding, like) : 0,
  );
}

function describeFace(face: Face): Omit<FaceRecord, 'swaps'> {
  const { id, box, score, presence, pose, age, gender } = face;
  return {
    id,
    box,
    score,
    ...(presence !== undefined && { presence }),
    ...(pose && { pose }),
    ...(age !== undefined && { age }),
    ...(gender && { gender }),
  };
}
