import type { Point, Rect } from './geometry.js';

/** Image-left eye, image-right eye, nose tip, mouth corner image-left, mouth corner image-right. */
export type FivePoints = readonly [Point, Point, Point, Point, Point];

/** What a detector reports, in frame pixels. */
export interface Detection {
  readonly box: Rect;
  /** Confidence, 0..1. */
  readonly score: number;
  /** Absent when the detector gives a box alone. */
  readonly five?: FivePoints;
}

export interface Landmarks {
  readonly five: FivePoints;
  /** MediaPipe's 468 mesh points as x, y, z triples in frame pixels (z towards the camera is negative, same scale as x). */
  readonly mesh468?: Float32Array;
  /** The 68 points of the iBUG scheme as x, y pairs in frame pixels. */
  readonly points68?: Float32Array;
}

/** Head rotation in degrees. Yaw grows towards image right, pitch downwards, roll clockwise. */
export interface Pose {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
}

/** An identity vector together with the id of the model that made it. Vectors of two models cannot be compared. */
export interface Embedding {
  readonly model: string;
  readonly vector: Float32Array;
}

export type Gender = 'female' | 'male';

/** One face of a frame. Everything beyond `box`, `score` and `landmarks` is present once a stage that provides it has run. */
export interface Face {
  /** Position among the faces found in this frame, in the detector's order. */
  readonly id: number;
  readonly box: Rect;
  /** Detection confidence, 0..1. */
  readonly score: number;
  readonly landmarks: Landmarks;
  /** How sure the landmarker is that it looks at a face, 0..1. */
  readonly presence?: number;
  readonly pose?: Pose;
  readonly embedding?: Embedding;
  /** Years. */
  readonly age?: number;
  readonly gender?: Gender;
}
