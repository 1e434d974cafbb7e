import type {
  Checker,
  Classifier,
  Detector,
  Finisher,
  Inpainter,
  Landmarker,
  Masker,
  Recognizer,
  Restorer,
  Swapper,
  Upscaler,
} from '@facet/api';
import type { PluginHost } from '../plugins/index.js';
import type { Plan, PlannedStage, StageKind } from './plan.js';
import { needsAttributes, needsIdentity } from './plan.js';

/** A provider ready to be called. */
export interface Stage<P> {
  readonly name: string;
  readonly provider: P;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A provider with the version of its plugin. */
export interface VersionedStage<P> extends Stage<P> {
  readonly version: string;
}

/** A checker of the config. */
export interface CheckerStage extends Stage<Checker> {
  /** The score from which it refuses, 0..1. */
  readonly threshold: number;
}

export interface UnitProviders {
  readonly swapper: VersionedStage<Swapper>;
  readonly masks: readonly Stage<Masker>[];
  readonly upscaler?: Stage<Upscaler>;
  readonly restorer?: Stage<Restorer>;
}

export interface ActivePlan {
  readonly plan: Plan;
  /** The host's own checker. */
  readonly checker: Stage<Checker>;
  /** Those of the config, in the order of the plan's. */
  readonly checkers: readonly CheckerStage[];
  readonly detector: Stage<Detector>;
  readonly landmarker: Stage<Landmarker>;
  readonly classifier?: Stage<Classifier>;
  readonly recognizer?: Stage<Recognizer>;
  readonly units: readonly UnitProviders[];
  readonly upscaler?: Stage<Upscaler>;
  readonly restorer?: Stage<Restorer>;
  readonly inpainter?: Stage<Inpainter>;
  readonly finishers: readonly Stage<Finisher>[];
}

/** What is wanted beyond what the units of a plan ask for. */
export interface Extras {
  readonly attributes?: boolean;
  readonly identity?: boolean;
}

/** Activates the plugins a plan needs, and no others. */
export async function activatePlan(
  plan: Plan,
  plugins: PluginHost,
  extras: Extras = {},
): Promise<ActivePlan> {
  const load = async <P>(kind: StageKind, stage: PlannedStage): Promise<VersionedStage<P>> => {
    const ref = plugins.resolve(kind, stage.use);
    const version = plugins.plugins.find(({ id }) => id === ref.plugin)?.version ?? '';
    return { name: ref.name, version, provider: (await plugins.activate(ref)) as P, options: stage.options };
  };
  const part = async (planned: { upscaler?: PlannedStage; restorer?: PlannedStage }) => ({
    ...(planned.upscaler && { upscaler: await load<Upscaler>('upscaler', planned.upscaler) }),
    ...(planned.restorer && { restorer: await load<Restorer>('restorer', planned.restorer) }),
  });
  const units: UnitProviders[] = [];
  for (const unit of plan.units) {
    const masks: Stage<Masker>[] = [];
    for (const mask of unit.masks) masks.push(await load('masker', mask));
    units.push({ swapper: await load('swapper', unit.swapper), masks, ...(await part(unit)) });
  }
  const finishers: Stage<Finisher>[] = [];
  for (const finisher of plan.finishers) finishers.push(await load('finisher', finisher));
  const checkers: CheckerStage[] = [];
  for (const planned of plan.checkers) {
    checkers.push({ ...(await load<Checker>('checker', planned)), threshold: planned.threshold });
  }
  return {
    plan,
    checker: await load('checker', plan.contentCheck.checker),
    checkers,
    detector: await load('detector', plan.detector),
    landmarker: await load('landmarker', plan.landmarker),
    ...((extras.attributes === true || needsAttributes(plan)) && {
      classifier: await load<Classifier>('classifier', plan.classifier),
    }),
    ...((extras.identity === true || needsIdentity(plan) || units.some(needsEmbedding)) && {
      recognizer: await load<Recognizer>('recognizer', plan.recognizer),
    }),
    units,
    ...(await part(plan.postprocess)),
    ...(plan.inpainter && { inpainter: await load<Inpainter>('inpainter', plan.inpainter) }),
    finishers,
  };
}

/** Whether a unit's swapper works from the identity of the source. */
export function needsEmbedding({ swapper }: UnitProviders): boolean {
  return swapper.provider.needs?.embedding === true;
}

/** Whether target faces must have an identity. */
export function choosesByIdentity({ plan, units }: ActivePlan): boolean {
  return units.some(needsEmbedding) || plan.units.some(({ faces }) => faces.reference !== undefined);
}
