import { fitSimilarity3, type Pose } from '@facet/api';
import { canonicalFace } from './canonical-face.js';

const degrees = 180 / Math.PI;

/**
 * Head rotation from a mesh: the rotation of MediaPipe's canonical face that fits the rigid points best. Yaw is what turns the nose towards
 * image right, pitch what turns it down, roll what turns the face clockwise; they are applied roll first, yaw last. The mesh's depth is a guess of the model, so
 * differences between faces mean more than the angles themselves.
 */
export function poseOfMesh(mesh: Float32Array): Pose {
  const from = canonicalFace.flatMap(({ x, y, z }) => [x, y, z]);
  const to = canonicalFace.flatMap(({ index }) => [...mesh.subarray(3 * index, 3 * index + 3)]);
  const [, , r02, r10, r11, r12, , , r22] = fitSimilarity3(from, to).rotation;
  // A face looks along -z: the third column, negated, is where its nose points.
  return {
    yawDeg: Math.atan2(-r02, r22) * degrees,
    pitchDeg: Math.asin(Math.max(-1, Math.min(1, -r12))) * degrees,
    rollDeg: Math.atan2(r10, r11) * degrees,
  };
}
