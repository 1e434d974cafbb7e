import type { MeshWarp } from '@facet/api';
import { checkFiniteArray } from './arguments.js';
import { argumentError } from './errors.js';

/** @throws FacetError `KERNEL_ARGUMENT` when the arrays do not fit each other or hold a coordinate beyond `limit`. */
export function checkMesh(operation: string, mesh: MeshWarp, limit: number): void {
  const { from, to, depth, triangles } = mesh;
  const points = to.length / 2;
  if (!Number.isInteger(points)) {
    throw argumentError(operation, 'mesh.to', 'x, y pairs', `${to.length} numbers`);
  }
  if (from.length !== to.length) {
    throw argumentError(
      operation,
      'mesh.from',
      `${to.length} numbers, as many as mesh.to`,
      String(from.length),
    );
  }
  if (depth !== undefined && depth.length !== points) {
    throw argumentError(operation, 'mesh.depth', `${points} numbers, one per point`, String(depth.length));
  }
  if (triangles.length % 3 !== 0) {
    throw argumentError(
      operation,
      'mesh.triangles',
      'three indices per triangle',
      `${triangles.length} indices`,
    );
  }
  for (const index of triangles) {
    if (index >= points) {
      throw argumentError(operation, 'mesh.triangles', `indices below ${points}`, String(index));
    }
  }
  checkFiniteArray(operation, 'mesh.from', from, limit);
  checkFiniteArray(operation, 'mesh.to', to, limit);
  if (depth !== undefined) checkFiniteArray(operation, 'mesh.depth', depth, 1e9);
}
