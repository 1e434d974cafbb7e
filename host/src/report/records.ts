import type { ErrorRecord, Outcome, StageTime } from '../pipeline/report.js';
import type { Changes, Kept } from './changes.js';
import type { Pair } from './pairs.js';
import type { Seam } from './seam.js';

/** Two faces as a recognizer sees them. */
export interface Likeness {
  /** Euclidean distance of the vectors; what it means depends on the model. */
  readonly distance: number;
  /** Calibrated, 0..1; 0.5 is the model's equal-error point. */
  readonly similarity: number;
}

/** Whom one recognizer sees in the result. */
export interface Identity {
  /** `<plugin>/<id>`. */
  readonly recognizer: string;
  readonly toSource: Likeness;
  readonly toTarget: Likeness;
  readonly sourceToTarget: Likeness;
  /** Whether the result is nearer the source than the target. */
  readonly nearerSource: boolean;
}

/** Seams by where they run; lengths in interocular distances. */
export interface Seams {
  /** The larger of the two below, each figure by itself: no swapper looks better for hiding its blend inside a wide mask. */
  readonly n: number;
  readonly w: number;
  /** Along the outline of what was pasted, where its opacity begins. */
  readonly mask?: Seam;
  /** Along the outline of the face within what was pasted, 0.06 interocular distances inside. */
  readonly face?: Seam;
  /** Along what lies in front of the face, when the pair has a mask of it. */
  readonly occluder?: Seam;
}

export interface Metrics {
  /** Source less target, in degrees. */
  readonly yawDifferenceDeg?: number;
  /** In pixels of the target. */
  readonly interocular: number;
  /** Whether a face is still found where the target's was. */
  readonly faceFound: boolean;
  readonly identity: readonly Identity[];
  /** Mean distance of the result's mesh from the target's, in percent of the interocular distance. */
  readonly meshErrorPercent?: number;
  readonly seam?: Seams;
  /** Fine detail of the new face as a multiple of the target's. */
  readonly sharpness?: number;
  /** Absent when the result has another size than the target. */
  readonly changes?: Changes;
  /** What became of what lies in front of the face, all of it and the part over the face. */
  readonly occluder?: { readonly all: Kept; readonly overFace?: Kept };
}

export interface PairReport extends Pair {
  readonly outcome: Outcome;
  /** The swapped picture, relative to the report. */
  readonly result?: string;
  readonly metrics?: Metrics;
  readonly warnings: readonly string[];
  readonly error?: ErrorRecord;
  readonly times: readonly StageTime[];
  /** What the swap took, from decoding to encoding. */
  readonly ms: number;
}

/** Middle and spread of a figure over the pairs that have it. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly mean: number;
  readonly p90: number;
  readonly least: number;
  readonly most: number;
}

export interface RecognizerSummary {
  readonly recognizer: string;
  readonly distanceToSource: Spread;
  readonly distanceToTarget: Spread;
  readonly similarityToSource: Spread;
  /** Shares of the pairs. */
  readonly nearerSource: number;
  /** Similarity to the source above 0.5: the recognizer takes the result for the source person. */
  readonly takenForSource: number;
}

export interface Summary {
  readonly pairs: number;
  readonly swapped: number;
  readonly identity: readonly RecognizerSummary[];
  /** Medians and the rest, by the name of the figure. */
  readonly figures: Readonly<Record<FigureName, Spread | undefined>>;
  /** Median milliseconds of each stage, and of each step that its provider timed. */
  readonly stages: readonly StageSummary[];
}

export interface StageSummary {
  readonly stage: string;
  /** Part of the stage; without it, the row stands for the whole. */
  readonly step?: string;
  readonly provider: string;
  readonly ms: Spread;
}

export type FigureName =
  | 'meshErrorPercent'
  | 'seamN'
  | 'seamW'
  | 'occluderSeamN'
  | 'occluderSeamW'
  | 'occluderUnchanged'
  | 'occluderUnchangedOverFace'
  | 'sharpness'
  | 'changedOutside'
  | 'ms';

export interface QualityReport {
  readonly qualityReport: 1;
  readonly facet: string;
  readonly startedAt: string;
  readonly ms: number;
  /** What ran, by stage: full names and options. */
  readonly plan: Readonly<Record<string, unknown>>;
  readonly summary: Summary;
  readonly pairs: readonly PairReport[];
}
