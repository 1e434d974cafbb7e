import type { InpaintWhen } from '@facet/api';
import type { ResolvedInpainting, ResolvedUnit, Rotation } from '../config/index.js';

/** A provider by its full name, with validated options. */
export interface PlannedStage {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The upscaler of a swapped crop. */
export interface PlannedUpscaler extends PlannedStage {
  /** Size of the result as a multiple of the crop's; absent, the crop is brought to 512 pixels. */
  readonly scale?: number;
}

/** The upscaler of the whole frame. */
export interface PlannedFrameUpscaler extends PlannedStage {
  /** Size of the result as a multiple of the frame's. */
  readonly scale: number;
  /** 0..1; below 1 the enlarged picture is blended with the plain one, at scale 1 only. */
  readonly visibility: number;
}

export interface PlannedChecker extends PlannedStage {
  /** The score from which it refuses, 0..1. */
  readonly threshold: number;
}

export interface PlannedRestorer extends PlannedStage {
  /** 0..1: how much of the restored face shows. */
  readonly visibility: number;
}

export type ColorCorrection = 'none' | 'histogram' | 'mean-std';

export interface PlannedUnit {
  readonly index: number;
  /** Absolute paths. */
  readonly sources: readonly string[];
  /** Whether the sources make one face, or one result each. */
  readonly blend: boolean;
  readonly sourceFace: number;
  readonly faces: ResolvedUnit['faces'];
  readonly similarity: ResolvedUnit['similarity'];
  readonly swapper: PlannedStage;
  readonly upscaler?: PlannedUpscaler;
  readonly restorer?: PlannedRestorer;
  readonly colorCorrection: ColorCorrection;
  readonly sharpen: boolean;
  readonly masks: readonly PlannedStage[];
  /** Factor of FaceSwapLab's edge; absent where the masks make the edge. */
  readonly erosion?: number;
  /** Absent where the denoising is 0. */
  readonly inpaintBefore?: ResolvedInpainting;
  readonly inpaintAfter?: ResolvedInpainting;
}

/** What happens to the whole frame after the units. */
export interface PlannedPostprocess {
  readonly upscaler?: PlannedFrameUpscaler;
  readonly restorer?: PlannedRestorer;
  readonly inpaint?: ResolvedInpainting & { readonly when: InpaintWhen };
}

/** Which contributions run, in which order and with which options: plain data. */
export interface Plan {
  readonly detector: PlannedStage;
  /** Clockwise turns of the picture in which faces are looked for, in degrees. */
  readonly rotations: readonly Rotation[];
  readonly landmarker: PlannedStage;
  readonly recognizer: PlannedStage;
  readonly classifier: PlannedStage;
  /** There is one wherever the plan paints faces anew. */
  readonly inpainter?: PlannedStage;
  readonly units: readonly PlannedUnit[];
  readonly postprocess: PlannedPostprocess;
  readonly finishers: readonly PlannedStage[];
  /** The host's own check, which is always made, and made first. */
  readonly contentCheck: { readonly checker: PlannedStage; readonly threshold: number };
  /** Those of the config, after it. */
  readonly checkers: readonly PlannedChecker[];
}

/** Every stage of a plan, for loading and for the list of models it needs. */
export function stagesOf(plan: Plan): readonly { readonly kind: StageKind; readonly stage: PlannedStage }[] {
  const stages: { kind: StageKind; stage: PlannedStage }[] = [
    { kind: 'checker', stage: plan.contentCheck.checker },
    ...plan.checkers.map((stage) => ({ kind: 'checker' as const, stage })),
    { kind: 'detector', stage: plan.detector },
    { kind: 'landmarker', stage: plan.landmarker },
    ...plan.finishers.map((stage) => ({ kind: 'finisher' as const, stage })),
  ];
  if (needsIdentity(plan)) stages.push({ kind: 'recognizer', stage: plan.recognizer });
  if (plan.inpainter) stages.push({ kind: 'inpainter', stage: plan.inpainter });
  if (needsAttributes(plan)) stages.push({ kind: 'classifier', stage: plan.classifier });
  for (const part of [...plan.units, plan.postprocess]) {
    if (part.upscaler) stages.push({ kind: 'upscaler', stage: part.upscaler });
    if (part.restorer) stages.push({ kind: 'restorer', stage: part.restorer });
  }
  for (const unit of plan.units) {
    stages.push({ kind: 'swapper', stage: unit.swapper });
    for (const stage of unit.masks) stages.push({ kind: 'masker', stage });
  }
  return stages;
}

export type StageKind =
  | 'checker'
  | 'detector'
  | 'landmarker'
  | 'classifier'
  | 'recognizer'
  | 'swapper'
  | 'masker'
  | 'upscaler'
  | 'restorer'
  | 'inpainter'
  | 'finisher';

/** Stands for the gender of a face in a prompt. */
export const genderPlaceholder = '[gender]';

/** Every place where a plan paints faces anew. */
export function inpaintings({
  units,
  postprocess,
}: Pick<Plan, 'units' | 'postprocess'>): readonly ResolvedInpainting[] {
  return [...units.flatMap((unit) => [unit.inpaintBefore, unit.inpaintAfter]), postprocess.inpaint].filter(
    (one) => one !== undefined,
  );
}

/** Whether faces are chosen by age or gender, or a prompt names their gender, so that the classifier must run. */
export function needsAttributes(plan: Plan): boolean {
  return (
    plan.units.some(
      ({ faces }) => faces.sameGender || faces.gender !== undefined || faces.age !== undefined,
    ) ||
    inpaintings(plan).some(({ prompt, negativePrompt }) =>
      (prompt + negativePrompt).includes(genderPlaceholder),
    )
  );
}

/** Whether any unit chooses faces by likeness or scores its results, so that the recognizer must run. */
export function needsIdentity(plan: Plan): boolean {
  return plan.units.some((unit) => unit.faces.reference !== undefined || scores(unit));
}

/** Whether a unit's results are compared with its source. */
export function scores({ similarity }: PlannedUnit): boolean {
  return similarity.compute || similarity.check;
}
