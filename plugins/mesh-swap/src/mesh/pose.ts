import { fitSimilarity3, type Similarity3 } from '@facet/api';
import { canonicalPoints } from './canonical.js';

/**
 * Mesh points that move little with the expression, with their weights: the basis MediaPipe fits the head with
 * (npm `@mediapipe/face_mesh` 0.4.1657299874, Apache-2.0, `geometry_pipeline_metadata_landmarks`).
 */
const rigidPoints: readonly (readonly [index: number, weight: number])[] = [
  [4, 0.07091],
  [6, 0.0321],
  [10, 0.00845],
  [33, 0.05872],
  [54, 0.00767],
  [67, 0.00908],
  [117, 0.00979],
  [119, 0.01457],
  [121, 0.01859],
  [127, 0.0052],
  [129, 0.12063],
  [132, 0.00556],
  [133, 0.05329],
  [136, 0.06689],
  [143, 0.01482],
  [147, 0.01426],
  [198, 0.02546],
  [205, 0.04725],
  [263, 0.05872],
  [284, 0.00767],
  [297, 0.00908],
  [346, 0.00979],
  [348, 0.01457],
  [350, 0.01859],
  [356, 0.0052],
  [358, 0.12063],
  [361, 0.00556],
  [362, 0.05329],
  [365, 0.06689],
  [372, 0.01482],
  [376, 0.01426],
  [420, 0.02546],
  [425, 0.04725],
];

/**
 * The head's placement: the similarity that carries the canonical face (y up, z towards the camera) onto a mesh in
 * pixels (y down, z away), fitted over the rigid points with the least weighted squared error.
 * @param mesh x, y, z triples in pixels, y down, z away from the camera.
 */
export function fitHead(mesh: Float32Array): Similarity3 {
  const from = rigidPoints.flatMap(([i]) => [0, 1, 2].map((k) => canonicalPoints[3 * i + k]!));
  const to = rigidPoints.flatMap(([i]) => [mesh[3 * i]!, -mesh[3 * i + 1]!, -mesh[3 * i + 2]!]);
  return fitSimilarity3(
    from,
    to,
    rigidPoints.map(([, weight]) => weight),
  );
}

/** The mesh seen from the front in canonical units: x to image right, y up, z towards the camera. */
export function toFrontal(mesh: Float32Array, head: Similarity3): Float32Array {
  const out = new Float32Array(mesh.length);
  const { rotation: r, translation: t, scale } = head;
  for (let i = 0; i < mesh.length; i += 3) {
    const x = (mesh[i]! - t[0]) / scale;
    const y = (-mesh[i + 1]! - t[1]) / scale;
    const z = (-mesh[i + 2]! - t[2]) / scale;
    for (let k = 0; k < 3; k++) out[i + k] = r[k]! * x + r[3 + k]! * y + r[6 + k]! * z;
  }
  return out;
}

/** The inverse of `toFrontal`: back into pixels, y down, z away from the camera. */
export function fromFrontal(frontal: Float32Array, head: Similarity3): Float32Array {
  const out = new Float32Array(frontal.length);
  const { rotation: r, translation: t, scale } = head;
  for (let i = 0; i < frontal.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const value =
        scale *
          (r[3 * k]! * frontal[i]! + r[3 * k + 1]! * frontal[i + 1]! + r[3 * k + 2]! * frontal[i + 2]!) +
        t[k]!;
      out[i + k] = k === 0 ? value : -value;
    }
  }
  return out;
}

/** Yaw in degrees, positive towards image right; 0 looks into the camera. */
export function yawDegOf(head: Similarity3): number {
  return (Math.atan2(head.rotation[2], head.rotation[8]) * 180) / Math.PI;
}

/** The distance between the eyes' centres in space, in the units of the mesh. */
export function interocularOf(mesh: Float32Array): number {
  const middle = (a: number, b: number, k: number): number => (mesh[3 * a + k]! + mesh[3 * b + k]!) / 2;
  return Math.hypot(
    middle(33, 133, 0) - middle(362, 263, 0),
    middle(33, 133, 1) - middle(362, 263, 1),
    middle(33, 133, 2) - middle(362, 263, 2),
  );
}
