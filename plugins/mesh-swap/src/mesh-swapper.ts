import type { Call, Kernels, Swapper } from '@facet/api';
import { alignMesh } from './align.js';
import { meshRequired } from './errors.js';
import { placeMesh } from './mesh/place.js';
import type { MeshSwapOptions } from './options.js';
import { rankViews, viewOf, type MeshSource } from './source.js';
import { swapFace } from './swap.js';

/** The embedded swapper: the source's face texture on the target's mesh. */
export function createMeshSwapper(kernels: Kernels): Swapper<MeshSwapOptions, MeshSource> {
  return {
    needs: { mesh468: true },
    prepare: (sources) =>
      Promise.resolve().then(() => ({ views: rankViews(sources.map((source) => viewOf(kernels, source))) })),
    align: (face, call: Call<MeshSwapOptions>) => alignMesh(face, call.options.maxSize),
    swap: ({ crop, face, source }, call) =>
      Promise.resolve().then(() => {
        const mesh = face.landmarks.mesh468;
        if (mesh === undefined) throw meshRequired('target');
        return swapFace(
          kernels,
          crop.image,
          placeMesh(mesh, crop.frameToCrop),
          source.views[0]!,
          call.options,
          call,
        );
      }),
  };
}
