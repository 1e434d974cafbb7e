import type { Image, Kernels } from '@facet/api';
import { meshTriangles } from './mesh/triangles.js';
import type { MeshView } from './source.js';

/** A source larger than the target by more than this is reduced before it is warped, or it would alias. */
const reduceBelow = 0.85;

/** Below this the mean of the covered pixels is as good, and cheaper. */
const areaBelow = 0.5;

/** The source on the target's mesh; transparent where the mesh does not reach. */
export function warpView(
  kernels: Kernels,
  view: MeshView,
  mesh: Float32Array,
  width: number,
  height: number,
  interocular: number,
): Image {
  let texture = kernels.importImage(view);
  const ratio = interocular / view.interocular;
  if (ratio < reduceBelow) {
    const small = kernels.createImage(
      Math.max(8, Math.round(view.width * ratio)),
      Math.max(8, Math.round(view.height * ratio)),
    );
    kernels.resize(texture, small, ratio < areaBelow ? 'area' : 'lanczos');
    texture = small;
  }
  const warped = kernels.createImage(width, height);
  kernels.warpMesh(texture, warped, {
    from: pointsOf(view.mesh, texture.width / view.width, texture.height / view.height),
    to: pointsOf(mesh, 1, 1),
    depth: Float32Array.from({ length: mesh.length / 3 }, (_, i) => mesh[3 * i + 2]!),
    triangles: meshTriangles,
  });
  return warped;
}

function pointsOf(mesh: Float32Array, sx: number, sy: number): Float32Array {
  const points = new Float32Array((mesh.length / 3) * 2);
  for (let i = 0; i < mesh.length / 3; i++) {
    points[2 * i] = sx * mesh[3 * i]! + (sx - 1) / 2;
    points[2 * i + 1] = sy * mesh[3 * i + 1]! + (sy - 1) / 2;
  }
  return points;
}
