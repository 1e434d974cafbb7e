import { affineScale, type Affine } from '@facet/api';

/** A mesh seen in another picture: x and y through the transform, z by its scale. */
export function placeMesh(mesh: Float32Array, transform: Affine): Float32Array {
  const scale = affineScale(transform);
  const out = new Float32Array(mesh.length);
  for (let i = 0; i < mesh.length; i += 3) {
    out[i] = transform.a * mesh[i]! + transform.b * mesh[i + 1]! + transform.tx;
    out[i + 1] = transform.c * mesh[i]! + transform.d * mesh[i + 1]! + transform.ty;
    out[i + 2] = scale * mesh[i + 2]!;
  }
  return out;
}
