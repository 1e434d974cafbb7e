import { canonicalPoints } from './canonical.js';

/** A similarity in space: `p' = scale * rotation * p + translation`; the rotation is row-major. */
export interface Similarity3 {
  readonly scale: number;
  readonly rotation: Float64Array;
  readonly translation: readonly [number, number, number];
}

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
 * pixels (y down, z away), fitted over the rigid points with the least weighted squared error
 * (B. Horn, 1987, closed form by unit quaternions).
 * @param mesh x, y, z triples in pixels, y down, z away from the camera.
 */
export function fitHead(mesh: Float32Array): Similarity3 {
  const from = centre(canonicalPoints, 1);
  const to = centre(mesh, -1);
  const m = new Float64Array(9);
  let norm = 0;
  for (const [i, weight] of rigidPoints) {
    const p = [0, 1, 2].map((k) => canonicalPoints[3 * i + k]! - from[k]!);
    const q = [0, 1, 2].map((k) => (k === 0 ? 1 : -1) * mesh[3 * i + k]! - to[k]!);
    for (let r = 0; r < 3; r++) {
      norm += weight * p[r]! * p[r]!;
      for (let c = 0; c < 3; c++) m[3 * r + c]! += weight * p[r]! * q[c]!;
    }
  }
  const rotation = rotationOf(largestEigenvector(hornMatrix(m)));
  let dot = 0;
  for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) dot += rotation[3 * c + r]! * m[3 * r + c]!;
  const scale = dot / norm;
  const rotated = [0, 1, 2].map(
    (r) => rotation[3 * r]! * from[0] + rotation[3 * r + 1]! * from[1] + rotation[3 * r + 2]! * from[2],
  );
  return {
    scale,
    rotation,
    translation: [to[0] - scale * rotated[0]!, to[1] - scale * rotated[1]!, to[2] - scale * rotated[2]!],
  };
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
  return (Math.atan2(head.rotation[2]!, head.rotation[8]!) * 180) / Math.PI;
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

/** The weighted centre of the rigid points; `flip` -1 turns y and z over first. */
function centre(points: Float32Array, flip: 1 | -1): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let total = 0;
  for (const [i, weight] of rigidPoints) {
    total += weight;
    sum[0] += weight * points[3 * i]!;
    sum[1] += weight * flip * points[3 * i + 1]!;
    sum[2] += weight * flip * points[3 * i + 2]!;
  }
  return [sum[0] / total, sum[1] / total, sum[2] / total];
}

/** Horn's symmetric 4x4 matrix of a correlation matrix (rows: from, columns: to). */
function hornMatrix(m: Float64Array): Float64Array {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = m as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Float64Array.of(
    xx + yy + zz,
    yz - zy,
    zx - xz,
    xy - yx,
    yz - zy,
    xx - yy - zz,
    xy + yx,
    zx + xz,
    zx - xz,
    xy + yx,
    yy - xx - zz,
    yz + zy,
    xy - yx,
    zx + xz,
    yz + zy,
    zz - xx - yy,
  );
}

/** The eigenvector of the largest eigenvalue of a symmetric 4x4 matrix, by Jacobi rotations. */
function largestEigenvector(matrix: Float64Array): Float64Array {
  const a = matrix.slice();
  const v = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 24; sweep++) {
    for (let p = 0; p < 3; p++) {
      for (let q = p + 1; q < 4; q++) {
        const off = a[4 * p + q]!;
        if (Math.abs(off) < 1e-300) continue;
        const theta = 0.5 * Math.atan2(2 * off, a[5 * q]! - a[5 * p]!);
        const c = Math.cos(theta);
        const s = Math.sin(theta);
        for (let k = 0; k < 4; k++) rotate(a, 4 * k + p, 4 * k + q, c, s);
        for (let k = 0; k < 4; k++) rotate(a, 4 * p + k, 4 * q + k, c, s);
        for (let k = 0; k < 4; k++) rotate(v, 4 * k + p, 4 * k + q, c, s);
      }
    }
  }
  let best = 0;
  for (let k = 1; k < 4; k++) if (a[5 * k]! > a[5 * best]!) best = k;
  return Float64Array.of(v[best]!, v[4 + best]!, v[8 + best]!, v[12 + best]!);
}

function rotate(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = values[i]!;
  const y = values[j]!;
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}

/** The rotation matrix of a unit quaternion (w, x, y, z). */
function rotationOf(quaternion: Float64Array): Float64Array {
  const [w, x, y, z] = quaternion as unknown as [number, number, number, number];
  return Float64Array.of(
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  );
}
