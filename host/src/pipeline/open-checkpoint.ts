import type { Swapper } from '@facet/api';
import semver from 'semver';
import { readCheckpoint } from '../checkpoints/index.js';
import type { FaceCheckpoint } from '../checkpoints/index.js';
import { checkpointNoTexture, checkpointOutdated, checkpointRecognizer } from '../errors/checkpoints.js';
import type { PlannedUnit } from './plan.js';
import { expectPlainData } from './provider-contract.js';
import { scores } from './plan.js';
import type { ActivePlan, UnitProviders } from './providers.js';
import { needsEmbedding } from './providers.js';
import type { StageRunner } from './stage-runner.js';

/** A checkpoint as a unit's swapper takes it. */
export interface OpenedCheckpoint {
  readonly face: FaceCheckpoint;
  /** What the swapper gets as its source. */
  readonly data: unknown;
}

/**
 * Reads a face checkpoint for a unit.
 * @throws FacetError `CHECKPOINT_RECOGNIZER` when a stage needs an identity of another recognizer, `CHECKPOINT_NO_TEXTURE` when the swapper needs more
 * than the checkpoint keeps, `CHECKPOINT_OUTDATED` when it keeps that in another form, `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_INVALID`.
 */
export async function openCheckpoint(
  path: string,
  unit: PlannedUnit,
  providers: UnitProviders,
  { active, runner }: { readonly active: ActivePlan; readonly runner: StageRunner },
): Promise<OpenedCheckpoint> {
  const face = await readCheckpoint(path);
  const { swapper } = providers;
  const { prepared, embedding } = face;
  const own = prepared?.swapper === swapper.name && semver.satisfies(swapper.version, `^${prepared.version}`);
  const kept = own && prepared.format === formatOf(swapper.provider);
  if (scores(unit)) checkRecognizer(path, face, active, 'comparing results with it');
  if (needsEmbedding(providers) || (!kept && swapper.provider.prepareIdentity !== undefined)) {
    checkRecognizer(path, face, active, swapper.name);
  }
  if (kept) return { face, data: prepared.data };
  if (!swapper.provider.prepareIdentity) {
    if (own) throw checkpointOutdated(path, swapper.name, prepared.format, formatOf(swapper.provider));
    throw checkpointNoTexture(path, swapper.name, prepared && `${prepared.swapper} ${prepared.version}`);
  }
  const prepareIdentity = swapper.provider.prepareIdentity.bind(swapper.provider);
  const scope = { frame: { path, index: 0 }, unit: unit.index };
  const data = await runner.run('prepare', swapper.name, scope, swapper.options, async (call) =>
    expectPlainData(await prepareIdentity(embedding, call)),
  );
  return { face, data };
}

/** The form of what a swapper's `prepare` returns. */
export function formatOf({ sourceFormat = 1 }: Swapper): number {
  return sourceFormat;
}

/** The identity of a checkpoint must be one the run can compare or swap with. */
export function checkRecognizer(
  path: string,
  { embedding }: FaceCheckpoint,
  { recognizer }: ActivePlan,
  why: string,
): void {
  const needed = recognizer?.provider.model ?? 'another recognizer';
  if (embedding.model !== needed) throw checkpointRecognizer(path, embedding.model, needed, why);
}
