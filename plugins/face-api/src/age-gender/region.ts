import { boundsOf, type Affine, type Face, type Rect } from '@facet/api';

/** Side of the crop the classifier reads. */
export const cropSide = 112;

/** How much wider and higher the crop is than the landmarks' bounds (face-api's alignment by the smallest box, padding 0.2). */
const enlargeBy = 1.2;

/** Points of MediaPipe's mesh along the brows and the jaw: they bound the 68 landmarks that face-api takes, without the forehead. */
const browsAndJaw: readonly number[] = [
  70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 46, 53, 52, 65, 55, 285, 295, 282, 283, 276, 127, 356, 234,
  454, 93, 323, 132, 361, 58, 288, 172, 397, 136, 365, 150, 379, 149, 378, 176, 400, 148, 377, 152,
];

/**
 * The part of the frame the model was made for: the bounds of brows and jaw, a fifth wider and higher, in the middle of a square. Without a mesh it is the
 * detector's box, treated the same way.
 */
export function classifierRegion(face: Face): Rect {
  const { mesh468 } = face.landmarks;
  const bounds = mesh468 ? boundsOfPoints(mesh468, browsAndJaw) : face.box;
  const side = Math.max(bounds.width, bounds.height) * enlargeBy;
  return {
    x: bounds.x + (bounds.width - side) / 2,
    y: bounds.y + (bounds.height - side) / 2,
    width: side,
    height: side,
  };
}

function boundsOfPoints(mesh: Float32Array, indices: readonly number[]): Rect {
  return boundsOf(indices.flatMap((i) => [mesh[3 * i]!, mesh[3 * i + 1]!]));
}

/** From pixel centres of the frame to pixel centres of the classifier's crop. */
export function frameToClassifierCrop(region: Rect): Affine {
  const scale = cropSide / region.width;
  return { a: scale, b: 0, tx: -region.x * scale - 0.5, c: 0, d: scale, ty: -region.y * scale - 0.5 };
}
