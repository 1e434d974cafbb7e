import { boundsOf, type Affine, type Face, type Rect } from '@facet/api';

/** Side of the crop the classifier reads. */
export const cropSide = 112;

/** How much wider and higher the crop is than the landmarks' bounds (face-api's minimal box alignment). */
const enlargeBy = 1.2;

/**
 * The part of the frame the model was trained on: the bounds of the landmarks, a fifth wider and higher, set in the middle of a square. Without
 * a mesh it is the detector's box, treated the same way.
 */
export function classifierRegion(face: Face): Rect {
  const { mesh468 } = face.landmarks;
  const bounds = mesh468 ? boundsOf(mesh468, 3) : face.box;
  const side = Math.max(bounds.width, bounds.height) * enlargeBy;
  return {
    x: bounds.x + (bounds.width - side) / 2,
    y: bounds.y + (bounds.height - side) / 2,
    width: side,
    height: side,
  };
}

/** From pixel centres of the frame to pixel centres of the classifier's crop. */
export function frameToClassifierCrop(region: Rect): Affine {
  const scale = cropSide / region.width;
  return {
    a: scale,
    b: 0,
    tx: -region.x * scale - 0.5,
    c: 0,
    d: scale,
    ty: -region.y * scale - 0.5,
  };
}
