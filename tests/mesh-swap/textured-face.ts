import type { Face, Image, Kernels } from '@facet/api';
import { syntheticFace } from '@facet/testing';
import { canonicalPoints } from '../../plugins/mesh-swap/dist/mesh/canonical.js';
import { fromFrontal } from '../../plugins/mesh-swap/dist/mesh/pose.js';
import { interpolate, rasterMesh } from '../../plugins/mesh-swap/dist/mesh/raster.js';
import { leftEye, outerLips, rightEye } from '../../plugins/mesh-swap/dist/mesh/regions.js';
import { createPlane } from '../../plugins/mesh-swap/dist/planes/plane.js';
import { fillPolygon } from '../../plugins/mesh-swap/dist/planes/polygon.js';

/** Distance of the eyes' centres of the canonical face, in its own units. */
const canonicalEyes = 6.307;

/** The canonical face in pixels, turned by `yawDeg`, with `interocular` pixels between the eyes when seen from the front. */
export function frontalMesh(centre: { x: number; y: number }, interocular: number, yawDeg = 0): Float32Array {
  const [cos, sin] = [Math.cos((yawDeg * Math.PI) / 180), Math.sin((yawDeg * Math.PI) / 180)];
  return fromFrontal(canonicalPoints, {
    scale: interocular / canonicalEyes,
    rotation: [cos, 0, sin, 0, 1, 0, -sin, 0, cos],
    translation: [centre.x, -centre.y, 0],
  });
}

export interface TexturedFace {
  readonly image: Image;
  readonly face: Face;
  readonly pixels: Uint8ClampedArray;
}

/** A painted head on a grey ground: skin that is lit from one side, eyes of a colour and red lips. */
export function texturedFace(
  kernels: Kernels,
  width: number,
  height: number,
  mesh: Float32Array,
  skin: readonly [number, number, number],
  eyes: readonly [number, number, number] = [40, 30, 30],
): TexturedFace {
  const raster = rasterMesh(mesh, width, height);
  const across = interpolate(
    raster,
    Float32Array.from({ length: 468 }, (_, i) => canonicalPoints[3 * i]!),
  );
  const features = createPlane(width, height);
  for (const eye of [leftEye, rightEye]) fillPolygon(features, mesh, 3, eye, 1);
  fillPolygon(features, mesh, 3, outerLips, 2);
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const light = 1 + 0.02 * across.data[i]!;
    const paints = [skin, eyes, [170, 60, 70]] as const;
    const colour =
      raster.triangle[i]! < 0 ? ([120, 124, 128] as const) : paints[features.data[i]! as 0 | 1 | 2];
    const grain = ((i * 7919) % 7) - 3;
    pixels.set([...colour.map((level) => level * light + grain), 255], 4 * i);
  }
  const face = syntheticFace({ mesh468: mesh });
  return { image: kernels.importImage({ width, height, data: pixels }), face, pixels };
}
