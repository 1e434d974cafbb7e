import type { Call, Image, Kernels, Swapper, SwapResult } from '@facet/api';
import { alignMesh } from './align.js';
import { chooseView } from './choose-view.js';
import { meshRequired } from './errors.js';
import { judge } from './limits.js';
import { completeViews } from './merge-views.js';
import { placeMesh } from './mesh/place.js';
import { fitHead, interocularOf, yawDegOf } from './mesh/pose.js';
import type { MeshSwapOptions } from './options.js';
import { reusingPlanes } from './planes/plane-memory.js';
import { lookAt, sourceFormat, wearsGlasses, type MeshSource } from './source.js';
import { swapFace } from './swap.js';

/** The embedded swapper: the source's face texture on the target's mesh. */
export function createMeshSwapper(kernels: Kernels): Swapper<MeshSwapOptions, MeshSource> {
  return {
    needs: { mesh468: true },
    sourceFormat,
    prepare: (sources, call: Call<MeshSwapOptions>) =>
      Promise.resolve().then(() => {
        const looked = sources.map((source) => lookAt(kernels, source));
        const views = call.options.merge
          ? completeViews(kernels, looked)
          : looked.flatMap((one) => completeViews(kernels, [one]));
        if (views.some((view) => wearsGlasses(kernels, view, call.options.warnGlasses)))
          call.warn(glassesOfSource);
        return { views };
      }),
    align: (face, call: Call<MeshSwapOptions>) => alignMesh(face, call.options.maxSize),
    swap: ({ crop, face, source }, call) =>
      Promise.resolve().then(() => {
        const seen = face.landmarks.mesh468;
        if (seen === undefined) throw meshRequired('target');
        const mesh = placeMesh(seen, crop.frameToCrop);
        const view = chooseView(kernels, source.views, crop.image, mesh);
        const { share, reasons } = judge(
          { sourceYawDeg: view.yawDeg, targetYawDeg: yawDegOf(fitHead(mesh)), size: interocularOf(seen) },
          call.options,
        );
        for (const reason of reasons) call.warn(reason);
        if (share === 0) return untouched(kernels, crop.image);
        const swapped = reusingPlanes(() => swapFace(kernels, crop.image, mesh, view, call.options, call));
        return faded(kernels, swapped, share);
      }),
  };
}

const glassesOfSource =
  'The source seems to wear glasses, which are carried over: a picture without them would be better.';

/** The crop as it is, with an empty mask. */
function untouched(kernels: Kernels, image: Image): SwapResult {
  const { width, height } = image;
  return { image, mask: kernels.importMask(width, height, new Uint8Array(width * height)) };
}

/** The swap, shown by a share of 0..1. */
function faded(kernels: Kernels, result: SwapResult, share: number): SwapResult {
  if (share >= 1 || result.mask === undefined) return result;
  const { width, height } = result.mask;
  const levels = kernels.readMask(result.mask).map((level) => Math.round(share * level));
  return { image: result.image, mask: kernels.importMask(width, height, levels) };
}
