import { describe, expect, test } from '@jest/globals';
import { canonicalPoints, canonicalUv, meshPointCount } from '../../plugins/mesh-swap/dist/mesh/canonical.js';
import { outlineDistance } from '../../plugins/mesh-swap/dist/mesh/outline.js';
import { rasterMesh } from '../../plugins/mesh-swap/dist/mesh/raster.js';
import { faceOval, mirrorPoint } from '../../plugins/mesh-swap/dist/mesh/regions.js';
import { meshTriangles } from '../../plugins/mesh-swap/dist/mesh/triangles.js';
import { createPlane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import { fillPolygon } from '../../plugins/mesh-swap/dist/planes/polygon.js';
import { frontalMesh } from './textured-face.ts';

/** Each edge in the direction its triangle runs, with how often. */
function directedEdges(): Map<string, number> {
  const edges = new Map<string, number>();
  for (let t = 0; t < meshTriangles.length; t += 3) {
    for (let k = 0; k < 3; k++) {
      const edge = `${meshTriangles[t + k]!} ${meshTriangles[t + ((k + 1) % 3)]!}`;
      edges.set(edge, (edges.get(edge) ?? 0) + 1);
    }
  }
  return edges;
}

describe('the face mesh', () => {
  test('has 898 triangles over all 468 points', () => {
    expect(meshTriangles).toHaveLength(3 * 898);
    expect(new Set(meshTriangles).size).toBe(meshPointCount);
    expect(canonicalPoints).toHaveLength(3 * meshPointCount);
    expect(canonicalUv).toHaveLength(2 * meshPointCount);
  });

  test('runs every edge once each way, except along the outline: no holes, one side', () => {
    const edges = directedEdges();
    expect([...edges.values()].every((count) => count === 1)).toBe(true);
    const border = [...edges.keys()].filter((edge) => !edges.has(edge.split(' ').reverse().join(' ')));
    const outline = faceOval.map((point, k) => [point, faceOval[(k + 1) % faceOval.length]!]);
    const either = new Set(outline.flatMap(([a, b]) => [`${a!} ${b!}`, `${b!} ${a!}`]));
    expect(border).toHaveLength(faceOval.length);
    expect(border.every((edge) => either.has(edge))).toBe(true);
  });

  test('shows the camera a positive area with every triangle of the texture map', () => {
    for (let t = 0; t < meshTriangles.length; t += 3) {
      const [a, b, c] = [2 * meshTriangles[t]!, 2 * meshTriangles[t + 1]!, 2 * meshTriangles[t + 2]!];
      const area =
        (canonicalUv[b]! - canonicalUv[a]!) * (canonicalUv[c + 1]! - canonicalUv[a + 1]!) -
        (canonicalUv[b + 1]! - canonicalUv[a + 1]!) * (canonicalUv[c]! - canonicalUv[a]!);
      expect(area).toBeGreaterThan(0);
    }
  });

  test('mirrors onto itself with 28 points on the middle line', () => {
    const points = [...mirrorPoint];
    expect(points.every((other, point) => mirrorPoint[other] === point)).toBe(true);
    expect(points.filter((other, point) => other === point)).toHaveLength(28);
    for (const [point, other] of points.entries()) {
      expect(canonicalPoints[3 * other]).toBeCloseTo(-canonicalPoints[3 * point]!, 3);
      expect(canonicalPoints[3 * other + 1]).toBeCloseTo(canonicalPoints[3 * point + 1]!, 3);
    }
  });

  test('leaves no pixel of a frontal face open', () => {
    const mesh = frontalMesh({ x: 150, y: 150 }, 90);
    const raster = rasterMesh(mesh, 300, 320);
    const inside = createPlane(300, 320);
    fillPolygon(inside, mesh, 3, faceOval, 1);
    const holes = inside.data.reduce(
      (sum, value, i) => sum + (value > 0 && raster.triangle[i]! < 0 ? 1 : 0),
      0,
    );
    const area = inside.data.reduce((sum, value) => sum + value, 0);
    expect(area).toBeGreaterThan(30_000);
    expect(holes / area).toBeLessThan(0.001);
  });

  test('measures the distance from the outline along the face', () => {
    for (const point of faceOval) expect(outlineDistance[point]).toBeCloseTo(0, 6);
    expect(outlineDistance[4]).toBeGreaterThan(1);
    expect(Math.max(...outlineDistance)).toBeLessThan(2);
  });
});
