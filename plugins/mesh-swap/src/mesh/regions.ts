import { canonicalUv, meshPointCount } from './canonical.js';

/** The outline of the face, from the top of the forehead counter-clockwise on the picture (36 points). */
export const faceOval: readonly number[] = [
  10, 109, 67, 103, 54, 21, 162, 127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379,
  365, 397, 288, 361, 323, 454, 356, 389, 251, 284, 332, 297, 338,
];

/** The opening of the image-left eye. */
export const leftEye: readonly number[] = [
  33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246,
];

/** The opening of the image-right eye. */
export const rightEye: readonly number[] = [
  263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466,
];

export const leftBrow: readonly number[] = [46, 53, 52, 65, 55, 107, 66, 105, 63, 70];
export const rightBrow: readonly number[] = [276, 283, 282, 295, 285, 336, 296, 334, 293, 300];

/** The outer edge of the lips. */
export const outerLips: readonly number[] = [
  61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
];

/** The inner edge of the lips: the opening of the mouth. */
export const innerLips: readonly number[] = [
  78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
];

/** The base of the nose with the nostrils. */
export const nostrils: readonly number[] = [
  98, 97, 2, 326, 327, 294, 278, 344, 440, 275, 4, 45, 220, 115, 48, 64,
];

/** The ridge and the sides of the nose. */
export const noseRidge: readonly number[] = [6, 197, 195, 5, 4, 1, 122, 351, 196, 419, 198, 420, 209, 429];

/** Points of the cheeks, the nose and the chin that are skin on nearly every face. */
export const skinSeeds: readonly number[] = [
  5, 195, 197, 50, 101, 36, 205, 118, 280, 330, 266, 425, 347, 187, 411, 199, 200,
];

/**
 * The point on the other half of the face, for each mesh point; the 28 points of the middle line are their own mirror.
 * Derived from the canonical texture coordinates, which are symmetric to 0.0013.
 */
export const mirrorPoint: Uint16Array = mirrorByUv(canonicalUv);

function mirrorByUv(uv: Float32Array): Uint16Array {
  const mirror = new Uint16Array(meshPointCount);
  for (let i = 0; i < meshPointCount; i++) {
    let nearest = Infinity;
    for (let j = 0; j < meshPointCount; j++) {
      const distance = Math.hypot(1 - uv[2 * i]! - uv[2 * j]!, uv[2 * i + 1]! - uv[2 * j + 1]!);
      if (distance < nearest) {
        nearest = distance;
        mirror[i] = j;
      }
    }
  }
  return mirror;
}
