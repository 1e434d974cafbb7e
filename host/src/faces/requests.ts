import type { Gender, Landmarks, Pose, Rect } from '@facet/api';

/** What the face tools are asked for; every path is absolute. */
export type FacesRequest =
  | {
      readonly action: 'detect' | 'analyze';
      readonly images: readonly string[];
      /** Folder for pictures with numbered boxes. */
      readonly annotate?: string;
    }
  | {
      readonly action: 'extract';
      readonly images: readonly string[];
      readonly folder: string;
      readonly overwrite: boolean;
    }
  /** Two pictures or face checkpoints. */
  | { readonly action: 'compare'; readonly images: readonly [string, string] }
  /** The sources and the swapper are those of the config's first unit. */
  | {
      readonly action: 'build';
      readonly name: string;
      readonly folder: string;
      readonly texture: boolean;
      readonly overwrite: boolean;
      readonly preview: boolean;
      /** The picture whose face the preview replaces; the reference portrait by default. */
      readonly portrait?: string;
      /** Estimated from the first picture when absent. */
      readonly gender?: Gender;
    };

/** A face as `detect` reports it; `analyze` adds what follows `five`. */
export interface FoundFace {
  /** Position from the left. */
  readonly index: number;
  readonly box: Rect;
  readonly score: number;
  readonly presence?: number;
  readonly pose?: Pose;
  readonly five: Landmarks['five'];
  readonly age?: number;
  readonly gender?: Gender;
  readonly embedding?: { readonly model: string; readonly vector: readonly number[] };
  /** x, y pairs and x, y, z triples in pixels. */
  readonly points68?: readonly number[];
  readonly mesh468?: readonly number[];
}

export interface FacesResult {
  readonly pictures?: readonly {
    readonly path: string;
    readonly width: number;
    readonly height: number;
    readonly faces: readonly FoundFace[];
    /** Files written for this picture. */
    readonly outputs: readonly string[];
  }[];
  /** Calibrated likeness, 0..1, and the recognizer that says so. */
  readonly similarity?: number;
  readonly recognizer?: string;
  readonly checkpoint?: {
    readonly path: string;
    readonly bytes: number;
    readonly sources: number;
    readonly gender?: Gender;
    readonly age?: number;
    /** The swapper whose texture it keeps. */
    readonly swapper?: string;
    readonly preview?: string;
  };
}
