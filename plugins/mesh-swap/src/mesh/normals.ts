import { meshTriangles } from './triangles.js';

/**
 * The unit normal of each mesh point, x, y, z triples in the frame of the mesh (pixels: y down, z away from the
 * camera, so a point that faces the camera has z near -1): the mean of its triangles' normals, weighted by area.
 */
export function meshNormals(mesh: Float32Array): Float32Array {
  const normals = new Float32Array(mesh.length);
  for (let t = 0; t < meshTriangles.length; t += 3) {
    const [a, b, c] = [3 * meshTriangles[t]!, 3 * meshTriangles[t + 1]!, 3 * meshTriangles[t + 2]!];
    const [ux, uy, uz] = [mesh[b]! - mesh[a]!, mesh[b + 1]! - mesh[a + 1]!, mesh[b + 2]! - mesh[a + 2]!];
    const [vx, vy, vz] = [mesh[c]! - mesh[a]!, mesh[c + 1]! - mesh[a + 1]!, mesh[c + 2]! - mesh[a + 2]!];
    // The negative cross product: triangles that face the camera get a normal towards it.
    const normal = [uz * vy - uy * vz, ux * vz - uz * vx, uy * vx - ux * vy];
    for (const point of [a, b, c]) for (let k = 0; k < 3; k++) normals[point + k]! += normal[k]!;
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) || 1;
    for (let k = 0; k < 3; k++) normals[i + k]! /= length;
  }
  return normals;
}
