import type { Face } from './face.js';
import type { Crop, Image, Mask } from './image.js';

/** Named positions, in this order. Without one, a tap stands at `normal`. */
export const hookStages = ['first', 'early', 'normal', 'late', 'last'] as const;
export type HookStage = (typeof hookStages)[number];

export interface TapOptions {
  readonly stage?: HookStage;
  /** Ids of plugins whose taps of this hook must come later. */
  readonly before?: readonly string[];
  /** Ids of plugins whose taps of this hook must come earlier. */
  readonly after?: readonly string[];
}

/** Which picture a hook is called for. */
export interface FrameInfo {
  /** Path of the target, as the report shows it. */
  readonly path: string;
  /** Position in the run, from 0. */
  readonly index: number;
}

export interface CropContext {
  readonly frame: FrameInfo;
  readonly unit: number;
  readonly face: Face;
}

export interface Refusal {
  /** Why the frame is refused, as a sentence. */
  readonly reason: string;
}

/** What becomes of a failed stage. */
export type FailureDecision = 'retry' | 'skip-face' | 'keep-original' | 'abort';

export interface StageFailure {
  readonly error: unknown;
  readonly stage: string;
  /** Full name of the contribution or plugin that failed. */
  readonly provider: string;
  readonly frame: FrameInfo;
  readonly unit?: number;
  readonly face?: Face;
  /** How many times this stage has failed on this face. */
  readonly attempt: number;
}

export interface Diagnostic {
  readonly level: 'warning' | 'error';
  readonly code: string;
  readonly message: string;
  readonly plugin?: string;
  readonly frame?: FrameInfo;
}

/** A run as its hooks see it: plain data, frozen. */
export interface RunInfo {
  readonly id: string;
  readonly plan: Readonly<Record<string, unknown>>;
}

/** Every hook: what a tap is called with and what it returns. `void` leaves the value as it is. */
export interface HookSignatures {
  /** Waterfall: the user's config before validation. */
  config: (config: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown> | undefined>;
  /** The resolved config, frozen. */
  configResolved: (config: Readonly<Record<string, unknown>>) => void;
  /** Waterfall: which contributions run, with which options. */
  plan: (plan: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown> | undefined>;
  runStart: (run: RunInfo) => Promise<void>;
  runEnd: (run: RunInfo, report: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Bail: the first refusal ends the frame. It adds to the host's content check and cannot replace it. */
  check: (image: Image, frame: FrameInfo) => Promise<Refusal | undefined>;
  /** Waterfall: the faces found in a frame. */
  faces: (faces: readonly Face[], frame: FrameInfo) => Promise<readonly Face[] | undefined>;
  /** Waterfall: the target faces of one unit. */
  select: (
    faces: readonly Face[],
    context: { readonly frame: FrameInfo; readonly unit: number },
  ) => Promise<readonly Face[] | undefined>;
  /** Waterfall: the target's crop before the swap. */
  beforeSwap: (crop: Crop, context: CropContext) => Promise<Crop | undefined>;
  /** Waterfall: the swapped picture, at the crop's size or a multiple. */
  afterSwap: (swapped: Image, context: CropContext) => Promise<Image | undefined>;
  /** Waterfall: the combined mask. */
  mask: (mask: Mask, context: CropContext) => Promise<Mask | undefined>;
  /** Bail: `false` keeps this face as it is. */
  beforePaste: (
    paste: { readonly swapped: Image; readonly mask: Mask; readonly crop: Crop },
    context: CropContext,
  ) => Promise<boolean | undefined>;
  /** Waterfall: the frame before it is encoded. */
  finish: (image: Image, frame: FrameInfo) => Promise<Image | undefined>;
  /** Bail: what becomes of a failure. */
  stageError: (failure: StageFailure) => Promise<FailureDecision | undefined>;
  /** Every warning and error. */
  diagnostic: (diagnostic: Diagnostic) => void;
}

export type HookName = keyof HookSignatures;

/** What a plugin sees of the hooks: it can tap them, under its own name. */
export type Hooks = { readonly [N in HookName]: { tap(fn: HookSignatures[N], options?: TapOptions): void } };
