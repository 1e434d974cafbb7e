/** Options of the `facemesh` landmarker; the manifest holds their ranges and defaults. */
export interface FacemeshOptions {
  /** 2 looks again at the part of the frame that the first mesh covers. */
  readonly passes: 1 | 2;
  /** Side of the part of the frame that is looked at, per longer side of the box. */
  readonly margin: number;
  /** Take lips and lids from the attention model where it is in the cache. */
  readonly refine: boolean;
  /** Presence, 0..1, below which a warning is added to the report. */
  readonly warnBelow: number;
  /** Presence, 0..1, below which the detection is taken for no face at all. */
  readonly rejectBelow: number;
}
