import {
  affineScale,
  applyAffine,
  boundsOf,
  invertAffine,
  type Affine,
  type FivePoints,
  type Point,
  type Rect,
} from '@facet/api';
import { eyeLineAngle, regionAround, type Region } from './region.js';

/** Points of the mesh. */
export const meshPoints = 468;

/** Mesh indices around each eye's opening, and the other three of the five landmarks (MediaPipe's FACEMESH contours). */
export const meshIndices = {
  eyeImageLeft: [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246],
  eyeImageRight: [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466],
  noseTip: 4,
  mouthImageLeft: 61,
  mouthImageRight: 291,
} as const;

/**
 * Moves a mesh from the model's crop into the frame. Depth has the scale of x and y and no fixed origin: it is scaled, not moved.
 * The model counts from the edge of its input; a point counts from the centre of the first pixel.
 */
export function meshToFrame(cropMesh: Float32Array, frameToCrop: Affine): Float32Array {
  const cropToFrame = invertAffine(frameToCrop);
  const depthScale = affineScale(cropToFrame);
  const mesh = new Float32Array(meshPoints * 3);
  for (let i = 0; i < mesh.length; i += 3) {
    const p = applyAffine(cropToFrame, { x: cropMesh[i]! - 0.5, y: cropMesh[i + 1]! - 0.5 });
    mesh[i] = p.x;
    mesh[i + 1] = p.y;
    mesh[i + 2] = cropMesh[i + 2]! * depthScale;
  }
  return mesh;
}

/** Moves x, y pairs from the model's crop into the frame, as `meshToFrame` does. */
export function pointsToFrame(cropPoints: Float32Array, frameToCrop: Affine): Float32Array {
  const cropToFrame = invertAffine(frameToCrop);
  const out = new Float32Array(cropPoints.length);
  for (let i = 0; i < out.length; i += 2) {
    const p = applyAffine(cropToFrame, { x: cropPoints[i]! - 0.5, y: cropPoints[i + 1]! - 0.5 });
    out[i] = p.x;
    out[i + 1] = p.y;
  }
  return out;
}

/** From the middle of one eye to that of the other, in pixels of the frame. */
export function eyeDistance(mesh: Float32Array): number {
  const [left, right] = fiveOfMesh(mesh);
  return Math.hypot(right.x - left.x, right.y - left.y);
}

/** The five landmarks of a mesh: the middle of each eye's opening, the nose tip and the corners of the mouth. */
export function fiveOfMesh(mesh: Float32Array): FivePoints {
  return [
    meanPoint(mesh, meshIndices.eyeImageLeft),
    meanPoint(mesh, meshIndices.eyeImageRight),
    meanPoint(mesh, [meshIndices.noseTip]),
    meanPoint(mesh, [meshIndices.mouthImageLeft]),
    meanPoint(mesh, [meshIndices.mouthImageRight]),
  ];
}

/** The square around the mesh itself, turned by its own line of the eyes; its bounds are taken along that line. */
export function regionOfMesh(mesh: Float32Array, margin: number): Region {
  const [left, right] = fiveOfMesh(mesh);
  const angle = eyeLineAngle(left, right);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const upright = new Float32Array(meshPoints * 2);
  for (let i = 0; i < meshPoints; i++) {
    upright[2 * i] = cos * mesh[3 * i]! + sin * mesh[3 * i + 1]!;
    upright[2 * i + 1] = cos * mesh[3 * i + 1]! - sin * mesh[3 * i]!;
  }
  const bounds: Rect = boundsOf(upright);
  const { centre, side } = regionAround(bounds, margin, angle);
  return { centre: { x: cos * centre.x - sin * centre.y, y: sin * centre.x + cos * centre.y }, side, angle };
}

function meanPoint(mesh: Float32Array, indices: readonly number[]): Point {
  let x = 0;
  let y = 0;
  for (const i of indices) {
    x += mesh[3 * i]! / indices.length;
    y += mesh[3 * i + 1]! / indices.length;
  }
  return { x, y };
}
