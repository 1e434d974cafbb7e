import { canonicalPoints, meshPointCount } from './canonical.js';
import { interocularOf } from './pose.js';
import { faceOval } from './regions.js';

/**
 * How far each mesh point lies from the face outline on the canonical face, in IOD. Carried onto a picture it measures
 * along the face rather than across the pixels, so the far side of a turned face keeps its share.
 */
export const outlineDistance: Float32Array = distances();

function distances(): Float32Array {
  const interocular = interocularOf(canonicalPoints);
  const out = new Float32Array(meshPointCount).fill(Infinity);
  for (let i = 0; i < meshPointCount; i++) {
    for (let k = 0; k < faceOval.length; k++) {
      const distance =
        toSegment(3 * i, 3 * faceOval[k]!, 3 * faceOval[(k + 1) % faceOval.length]!) / interocular;
      out[i] = Math.min(out[i]!, distance);
    }
  }
  return out;
}

function toSegment(p: number, a: number, b: number): number {
  let [along, length] = [0, 0];
  for (let k = 0; k < 3; k++) {
    const edge = canonicalPoints[b + k]! - canonicalPoints[a + k]!;
    along += edge * (canonicalPoints[p + k]! - canonicalPoints[a + k]!);
    length += edge * edge;
  }
  const t = Math.min(1, Math.max(0, along / length));
  const at = (k: number): number =>
    canonicalPoints[p + k]! -
    canonicalPoints[a + k]! -
    t * (canonicalPoints[b + k]! - canonicalPoints[a + k]!);
  return Math.hypot(at(0), at(1), at(2));
}
