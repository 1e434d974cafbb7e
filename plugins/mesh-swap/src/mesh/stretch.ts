import { fitHead, interocularOf, toFrontal } from './pose.js';
import { meshTriangles } from './triangles.js';

/**
 * How many times smaller the skin around each mesh point is in a picture than in a view of the head from the front, as a ratio of
 * areas: 1 for a face that looks into the camera, Infinity for what faces away.
 * @param mesh x, y, z triples in pixels, y down, z away from the camera.
 */
export function stretchOf(mesh: Float32Array): Float32Array {
  const frontal = toFrontal(mesh, fitHead(mesh));
  const scale = interocularOf(frontal) / interocularOf(mesh);
  const [seen, whole] = [areasOf(mesh, 1), areasOf(frontal, -1)];
  return seen.map((area, i) => (area > 0 ? Math.max(0, whole[i]!) / (area * scale * scale) : Infinity));
}

/** The signed area of the triangles around each point; what faces away counts against. */
function areasOf(mesh: Float32Array, up: number): Float32Array {
  const out = new Float32Array(mesh.length / 3);
  for (let t = 0; t < meshTriangles.length; t += 3) {
    const [a, b, c] = [meshTriangles[t]!, meshTriangles[t + 1]!, meshTriangles[t + 2]!];
    const along = (p: number, axis: number): number => mesh[3 * p + axis]! - mesh[3 * a + axis]!;
    const area = up * (along(b, 0) * along(c, 1) - along(b, 1) * along(c, 0));
    for (const p of [a, b, c]) out[p]! += area;
  }
  return out;
}
