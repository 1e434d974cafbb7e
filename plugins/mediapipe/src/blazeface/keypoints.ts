import type { FivePoints } from '@facet/api';
import type { Keypoints } from './decode.js';

/** Width of a closed mouth per distance of the eyes: 29.2 to 35.2 pixels in the 112 pixel alignment template of ArcFace. */
const mouthPerEyeDistance = 0.83;

/**
 * Five landmarks from blazeface's points. It gives the middle of the mouth alone: the corners are an estimate, set beside it along
 * the line of the eyes. They are good enough to turn and size a crop; a landmarker finds the true ones.
 */
export function estimateFive([left, right, nose, mouth]: Keypoints): FivePoints {
  const x = ((right.x - left.x) * mouthPerEyeDistance) / 2;
  const y = ((right.y - left.y) * mouthPerEyeDistance) / 2;
  return [left, right, nose, { x: mouth.x - x, y: mouth.y - y }, { x: mouth.x + x, y: mouth.y + y }];
}
