/** Corners of the eyes in MediaPipe's mesh: image-left eye, then image-right eye. */
const eyeCorners = [33, 133, 362, 263] as const;

/** The distance between the centres of the eyes in space, in the units of a 468-point mesh (x, y, z triples). */
export function interocularOf(mesh: Float32Array): number {
  const [a, b, c, d] = eyeCorners;
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    sum += ((mesh[3 * a + k]! + mesh[3 * b + k]! - mesh[3 * c + k]! - mesh[3 * d + k]!) / 2) ** 2;
  }
  return Math.sqrt(sum);
}

/** How far the points of a mesh lie from those of the target's in the picture, on average, as a share of the target's interocular distance. */
export function meshError(mesh: Float32Array, target: Float32Array): number {
  const count = target.length / 3;
  let sum = 0;
  for (let i = 0; i < target.length; i += 3) {
    sum += Math.hypot(mesh[i]! - target[i]!, mesh[i + 1]! - target[i + 1]!);
  }
  return sum / count / interocularOf(target);
}
