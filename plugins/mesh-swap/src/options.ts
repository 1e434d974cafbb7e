/** The options of the swapper `mesh`; lengths are in interocular distances (IOD) of the target. */
export interface MeshSwapOptions {
  /** Share of the source's own proportions (spacing and size of the features, width of the face), 0..1. */
  readonly proportions: number;
  /** Completes each picture of the source by what the others show better. */
  readonly merge: boolean;
  /** How the face meets the picture: solved so that no step remains at the border, or by the soft edge alone. */
  readonly blend: 'poisson' | 'feather';
  /** How far inside the face outline the new face ends. */
  readonly erode: number;
  /** Width of the soft edge, inwards from there. */
  readonly feather: number;
  /** How much farther inside the edge may lie where skin does not look like the target's. */
  readonly retreat: number;
  /** 0 keeps the source's light, 1 takes the target's light and colour cast. */
  readonly relight: number;
  /** An open mouth of the target keeps its inside when the source has no teeth to give, and a closed one stays closed. */
  readonly keepMouthInterior: boolean;
  /** Where the result looks: as the source does, with its eyes, or as the target does, with what is between the target's lids. */
  readonly gaze: 'source' | 'target';
  /** Leaves hair, hands, glasses and whatever else covers the target's face in place. */
  readonly keepOccluders: boolean;
  /** 0 keeps the source's sharpness and noise, 1 matches the target's. */
  readonly grain: number;
  /** The crop's longest side, in pixels; larger faces are worked on at a reduced size. */
  readonly maxSize: number;
  /** Warn where source and target look more than this many degrees of yaw apart. */
  readonly warnYaw: number;
  /** The swap fades from this yaw on, between source and target or from the camera, in degrees. */
  readonly fadeYaw: number;
  /** From this yaw between source and target on, the target is left as it is. */
  readonly maxYawDifference: number;
  /** From this yaw of the target on, it is left as it is. */
  readonly maxYaw: number;
  /** Warn where more than this share of a face is covered, 0..1. */
  readonly warnCover: number;
  /** Warn below this interocular distance of the target, in pixels of its picture. */
  readonly warnSize: number;
  /** Below this one the target is left as it is. */
  readonly leastSize: number;
  /** Warn where a dark line this deep, in lightness, crosses the bridge of the source's nose. */
  readonly warnGlasses: number;
}
