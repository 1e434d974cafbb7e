/** Options of the `ssd` detector; the manifest holds their ranges and defaults. */
export interface SsdOptions {
  /** Least confidence of a face, 0..1. */
  readonly threshold: number;
  /** Overlap above which two boxes are one face. */
  readonly nms: number;
  /** Faces reported at most, the most certain ones. */
  readonly maxFaces: number;
  /** Shortest side of a face's box, in frame pixels. */
  readonly minSize: number;
}
