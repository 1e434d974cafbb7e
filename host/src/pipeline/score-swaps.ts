import type { Face, FrameInfo, Image } from '@facet/api';
import { intersectionOverUnion } from '@facet/api';
import { similarityLow } from '../errors/run.js';
import { likeness } from './embeddings.js';
import type { FaceFinder } from './find-faces.js';
import { embedFace, findFaces } from './find-faces.js';
import type { PlannedUnit } from './plan.js';
import { scores } from './plan.js';
import type { SourceVariant } from './prepare-source.js';

/** How much the boxes of a face before and after a swap have in common at least. */
const sameFace = 0.3;

export interface SwapScore {
  readonly similarity?: number;
  readonly referenceSimilarity?: number;
}

/**
 * Finds the faces a unit has swapped again and compares them with its source. FaceSwapLab selects faces anew for this, so that a swap which changes
 * the order or the gender scores another face; here the face at the same place counts.
 * @returns The score of each face by its id; an empty one where no face was found again.
 */
export async function scoreSwaps(
  frame: Image,
  swapped: readonly Face[],
  unit: PlannedUnit,
  source: SourceVariant,
  finder: FaceFinder,
  info: FrameInfo,
): Promise<ReadonlyMap<number, SwapScore>> {
  const scored = new Map<number, SwapScore>();
  if (!scores(unit) || swapped.length === 0) return scored;
  const { active, kernels, runner } = finder;
  const scope = { frame: info, unit: unit.index };
  const mark = kernels.mark();
  try {
    const found = await findFaces(frame, finder, scope);
    for (const face of swapped) {
      const again = nearest(face, found);
      if (!again || !source.embedding || !active.recognizer) {
        runner.warn(
          `Face ${face.id} was not found again after unit ${unit.index}, so its similarity is not known.`,
        );
        scored.set(face.id, {});
        continue;
      }
      const identity = await embedFace(frame, again, finder, scope);
      const { provider } = active.recognizer;
      scored.set(face.id, {
        similarity: likeness(provider, identity, source.embedding),
        referenceSimilarity: likeness(provider, identity, source.reference ?? source.embedding),
      });
    }
  } finally {
    kernels.release(mark);
  }
  return scored;
}

/** @throws FacetError `SIMILARITY_LOW` when the unit checks similarity and a face does not reach its limits. */
export function checkScores(
  { index, similarity: limits }: PlannedUnit,
  scored: ReadonlyMap<number, SwapScore>,
  path: string,
): void {
  if (!limits.check) return;
  for (const [face, { similarity, referenceSimilarity }] of scored) {
    if (similarity === undefined || similarity < limits.min)
      throw similarityLow(path, index, face, 'source', similarity, limits.min);
    if (referenceSimilarity !== undefined && referenceSimilarity < limits.minReference)
      throw similarityLow(path, index, face, 'reference', referenceSimilarity, limits.minReference);
  }
}

function nearest(face: Face, found: readonly Face[]): Face | undefined {
  const overlaps = found.map((one) => ({ one, overlap: intersectionOverUnion(face.box, one.box) }));
  const [best] = overlaps.sort((p, q) => q.overlap - p.overlap);
  return best && best.overlap >= sameFace ? best.one : undefined;
}
