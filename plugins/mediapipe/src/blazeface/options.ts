/** Options of the `blazeface` detector; the manifest holds their ranges and defaults. */
export interface BlazefaceOptions {
  /** Long side, in pixels, at which the frame is searched. */
  readonly size: number;
  /** Least confidence of a face, 0..1. */
  readonly threshold: number;
  /** Search again at half the size when no face was found. */
  readonly autoSize: boolean;
  /** Whether small faces are searched for in overlapping windows. */
  readonly tiling: 'off' | 'auto' | 'on';
  /** Overlap above which two boxes are one face. */
  readonly nms: number;
  /** Faces reported at most, the most certain ones. */
  readonly maxFaces: number;
  /** Shortest side of a face's box, in frame pixels. */
  readonly minSize: number;
}
