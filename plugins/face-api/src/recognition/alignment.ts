import { fitSimilarity, type Affine, type Landmarks, type Point } from '@facet/api';

/** Side of the crop the recognizer reads. */
export const cropSide = 150;

/** Room around the template on every side, as a share of its own size. */
const padding = 0.2;

/**
 * dlib's five points (D. E. King, shape_predictor_5_face_landmarks): outer and inner corner of each eye and the base of the nose. Left, the index in MediaPipe's
 * mesh; right, the place in dlib's mean face.
 */
const meshTemplate: readonly (readonly [number, number, number])[] = [
  [33, 0.1206, 0.2137],
  [133, 0.3341, 0.2291],
  [362, 0.6461, 0.229],
  [263, 0.8596, 0.2135],
  [2, 0.4901, 0.6278],
];

/**
 * Where the five common landmarks lie in the same mean face: eyes as the means of their corners, nose tip and mouth corners as points 30, 48 and 54 of
 * dlib's 68 (dlib, image_transforms/interpolation.h).
 */
const fiveTemplate: readonly Point[] = [
  { x: 0.22735, y: 0.2214 },
  { x: 0.75285, y: 0.22125 },
  { x: 0.4901, y: 0.5156 },
  { x: 0.2541, y: 0.7802 },
  { x: 0.7261, y: 0.7802 },
];

/**
 * How the frame maps onto the recognizer's crop. With a mesh it follows the points the model was trained with. With five landmarks alone it follows the
 * eyes and the nose and mouth as well as they allow.
 */
export function frameToDescriptorCrop({ five, mesh468 }: Landmarks): Affine {
  if (mesh468 && mesh468.length >= 468 * 3) {
    const at = (index: number): Point => ({ x: mesh468[3 * index]!, y: mesh468[3 * index + 1]! });
    return fitSimilarity(
      meshTemplate.map(([index]) => at(index)),
      meshTemplate.map(([, x, y]) => inCrop({ x, y })),
    );
  }
  return fitSimilarity(five, fiveTemplate.map(inCrop));
}

function inCrop({ x, y }: Point): Point {
  const scale = cropSide / (2 * padding + 1);
  return { x: (padding + x) * scale, y: (padding + y) * scale };
}
