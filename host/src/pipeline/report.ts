import type { Gender, Pose, Rect } from '@facet/api';

export type Outcome = 'written' | 'skipped' | 'discarded' | 'refused' | 'no-face' | 'failed' | 'interrupted';

export interface SwapRecord {
  readonly unit: number;
  readonly outcome: 'swapped' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
  /** The frame pixels that may have changed. */
  readonly region?: Rect;
  /** Likeness of the swapped face to the source as it was used, 0..1, when the unit scores it and the face was found again. */
  readonly similarity?: number;
  /** Its likeness to the unit's first source alone. */
  readonly referenceSimilarity?: number;
}

export interface FaceRecord {
  readonly id: number;
  readonly box: Rect;
  readonly score: number;
  readonly presence?: number;
  readonly pose?: Pose;
  readonly age?: number;
  readonly gender?: Gender;
  readonly swaps: readonly SwapRecord[];
}

export interface CheckRecord {
  readonly score: number;
  readonly threshold: number;
  readonly refused: boolean;
  readonly details?: Readonly<Record<string, number>>;
}

/** What the content check says of a picture, and what the checkers of the config say after it. */
export interface ContentRecord extends CheckRecord {
  /** Those that were asked, in order; the first refusal ends it. Absent where the config names none, or the content check refused. */
  readonly checkers?: readonly CheckerRecord[];
}

export interface CheckerRecord extends CheckRecord {
  /** The checker, such as `acme/strict`. */
  readonly name: string;
}

export interface StageTime {
  readonly stage: string;
  readonly provider: string;
  readonly count: number;
  readonly ms: number;
  /** The steps the provider timed itself, in the order they first ran. */
  readonly steps?: readonly StepTime[];
}

/** The time of one step of a stage, of all its calls together. */
export interface StepTime {
  readonly step: string;
  readonly ms: number;
}

export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  /** The plugin it is blamed on. */
  readonly plugin?: string;
  readonly version?: string;
}

export interface TargetReport {
  readonly path: string;
  readonly outcome: Outcome;
  /** The sources used where a unit does not blend them. */
  readonly source?: string;
  readonly output?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly contentCheck: { readonly input?: ContentRecord; readonly result?: ContentRecord };
  readonly faces: readonly FaceRecord[];
  /** Pictures of every stage, where `inspect` asked for them. */
  readonly inspection?: readonly string[];
  readonly warnings: readonly string[];
  readonly error?: ErrorRecord;
  readonly times: readonly StageTime[];
  readonly ms: number;
}

export interface SourceReport {
  readonly unit: number;
  readonly path: string;
  /** A picture: how many faces it shows, which one is used, and the content check's verdict. */
  readonly faces?: number;
  readonly used?: { readonly index: number; readonly box: Rect; readonly score: number };
  readonly contentCheck?: ContentRecord;
  /** A face checkpoint: which recognizer made it. */
  readonly checkpoint?: { readonly recognizer: string };
}
