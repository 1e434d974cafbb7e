import type { Kernels } from '@facet/api';
import { completeFrom } from './complete.js';
import { meshPointCount } from './mesh/canonical.js';
import { mirrorPoint } from './mesh/regions.js';
import { stretchOf } from './mesh/stretch.js';
import { relight } from './relight.js';
import type { MeshView } from './source.js';
import type { Seen } from './stand-in.js';
import { mirroredAlpha } from './view-alpha.js';

/** Skin seen so flat that it fills less than one in this many of its pixels is taken from the other half. */
const thin = 5;

/** Paints what a view does not show with the other half of the face: a guess, and marked as one. In place. */
export function completeFromMirror(kernels: Kernels, view: MeshView, seen: Seen): void {
  const stretch = stretchOf(view.mesh);
  completeFrom(kernels, view, seen, {
    view: mirrored(view),
    stretch: stretch.map((_, i) => stretch[mirrorPoint[i]!]!),
    thin,
    better: 1,
    same: false,
    wholes: [],
    inLightOf: (face, target, weight) =>
      relight(kernels, face, target, seen.harmonics, weight, view.interocular, 1),
    alphaOf: () => mirroredAlpha,
  });
}

/** The view as a mirror shows it. */
function mirrored(view: MeshView): MeshView {
  const { width, height } = view;
  const data = new Uint8ClampedArray(view.data.length);
  const [from, to] = [new Uint32Array(view.data.buffer), new Uint32Array(data.buffer)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) to[y * width + x] = from[y * width + width - 1 - x]!;
  }
  const mesh = new Float32Array(3 * meshPointCount);
  for (let i = 0; i < meshPointCount; i++) {
    const at = 3 * mirrorPoint[i]!;
    mesh[3 * i] = width - 1 - view.mesh[at]!;
    mesh[3 * i + 1] = view.mesh[at + 1]!;
    mesh[3 * i + 2] = view.mesh[at + 2]!;
  }
  return { ...view, data, mesh, yawDeg: -view.yawDeg };
}
