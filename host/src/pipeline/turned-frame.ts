import type { Affine, Image, LandmarkResult, Point, Rect } from '@facet/api';
import { applyAffine, invertAffine } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import type { Rotation } from '../config/index.js';

/** A frame turned clockwise, and how to get back from it. */
export interface TurnedFrame {
  readonly image: Image;
  readonly box: (box: Rect) => Rect;
  readonly landmarks: (located: LandmarkResult) => LandmarkResult;
}

/** Turns a frame clockwise; pixels keep their values. */
export function turnFrame(frame: Image, rotation: Rotation, kernels: ManagedKernels): TurnedFrame {
  if (rotation === 0) return { image: frame, box: (box) => box, landmarks: (located) => located };
  const upright = rotation === 180;
  const image = kernels.createImage(
    upright ? frame.width : frame.height,
    upright ? frame.height : frame.width,
  );
  const frameToTurned = turn(frame, rotation);
  kernels.warpAffine(frame, image, frameToTurned, 'bilinear', 'edge');
  const back = invertAffine(frameToTurned);
  return {
    image,
    box: (box) => mapBox(box, back),
    landmarks: (located) => mapLandmarks(located, back, rotation),
  };
}

/** Centres of pixels lie at whole numbers, so the last column of a row of `n` is `n - 1`. */
function turn({ width, height }: Image, rotation: Exclude<Rotation, 0>): Affine {
  switch (rotation) {
    case 90:
      return { a: 0, b: -1, tx: height - 1, c: 1, d: 0, ty: 0 };
    case 180:
      return { a: -1, b: 0, tx: width - 1, c: 0, d: -1, ty: height - 1 };
    case 270:
      return { a: 0, b: 1, tx: 0, c: -1, d: 0, ty: width - 1 };
  }
}

function mapBox({ x, y, width, height }: Rect, back: Affine): Rect {
  const p = applyAffine(back, { x, y });
  const q = applyAffine(back, { x: x + width, y: y + height });
  return {
    x: Math.min(p.x, q.x),
    y: Math.min(p.y, q.y),
    width: Math.abs(p.x - q.x),
    height: Math.abs(p.y - q.y),
  };
}

/** Landmarks keep their order: the image-left eye is the one on the left while the face is upright. */
function mapLandmarks(located: LandmarkResult, back: Affine, rotation: Rotation): LandmarkResult {
  const { landmarks, pose, ...rest } = located;
  const { five, mesh468, points68 } = landmarks;
  const point = (p: Point): Point => applyAffine(back, p);
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = five;
  return {
    ...rest,
    landmarks: {
      five: [point(leftEye), point(rightEye), point(nose), point(leftMouth), point(rightMouth)],
      ...(mesh468 && { mesh468: mapPoints(mesh468, 3, back) }),
      ...(points68 && { points68: mapPoints(points68, 2, back) }),
    },
    ...(pose && { pose: { ...pose, rollDeg: wrapDeg(pose.rollDeg - rotation) } }),
  };
}

function mapPoints(points: Float32Array, stride: number, back: Affine): Float32Array {
  const mapped = Float32Array.from(points);
  for (let i = 0; i + 1 < points.length; i += stride) {
    const { x, y } = applyAffine(back, { x: points[i]!, y: points[i + 1]! });
    mapped[i] = x;
    mapped[i + 1] = y;
  }
  return mapped;
}

/** An angle as -180 < angle <= 180. */
function wrapDeg(angleDeg: number): number {
  const wrapped = ((angleDeg % 360) + 360) % 360;
  return wrapped > 180 ? wrapped - 360 : wrapped;
}
