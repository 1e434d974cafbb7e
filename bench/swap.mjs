/**
 * What the embedded swapper's pixel work costs, step by step: on its coarse grid, and against the same work on every
 * pixel of the crop, in turns.
 */
import { createKernels } from '../core-wasm/dist/index.js';
import { completeViews } from '../plugins/mesh-swap/dist/merge-views.js';
import { canonicalPoints } from '../plugins/mesh-swap/dist/mesh/canonical.js';
import { fromFrontal } from '../plugins/mesh-swap/dist/mesh/pose.js';
import { interpolate, rasterMesh } from '../plugins/mesh-swap/dist/mesh/raster.js';
import { reusingPlanes } from '../plugins/mesh-swap/dist/planes/plane-memory.js';
import { lookAt } from '../plugins/mesh-swap/dist/source.js';
import { swapFace } from '../plugins/mesh-swap/dist/swap.js';
import { median } from './measure.mjs';

const sides = [256, 512, 1024];
/** The crop of a face is about this many times as long as its eyes are apart, and they about this many canonical units. */
const [cropEyes, canonicalEyes] = [4.1, 6.307];
/** Turns before times count: the engine compiles what runs often. */
const warmUp = 6;
/** The slow contestant takes part in one turn of so many. */
const rare = 3;

const options = {
  proportions: 0.8,
  blend: 'poisson',
  erode: 0.03,
  feather: 0.12,
  retreat: 0.2,
  relight: 0.85,
  keepMouthInterior: true,
  keepOccluders: true,
  grain: 1,
  maxSize: 1024,
};

/** @returns rows of size, step, milliseconds of processor time and the ratio; the step `all` is the whole. */
export async function measureSwap(repetitions) {
  const kernels = await createKernels('wasm');
  return sides.flatMap((side) => {
    const [swap, everyPixel] = [prepare(kernels, side), prepare(kernels, side, Infinity)];
    const [ours, theirs] = [new Map(), new Map()];
    for (let turn = -warmUp; turn < repetitions; turn++) {
      keep(ours, swap(), turn);
      if (turn % rare === 0) keep(theirs, everyPixel(), turn);
    }
    return [...ours].map(([step, found]) => ({
      size: side,
      step,
      ms: median(found),
      everyPixel: median(theirs.get(step)) / median(found),
    }));
  });
}

/** Adds the times of a turn to those of their steps, once the engine is warm. */
function keep(times, steps, turn) {
  if (turn < 0) return;
  for (const [step, ms] of steps) times.set(step, [...(times.get(step) ?? []), ms]);
}

/** A swap of one painted face onto another, ready to be timed; it returns the milliseconds of every step. */
function prepare(kernels, side, gridEyes) {
  const from = paintedFace(kernels, side, 1, [225, 190, 170]);
  const onto = paintedFace(kernels, side, 1.06, [150, 110, 85]);
  const face = { landmarks: { mesh468: from.mesh } };
  const [completed] = completeViews(kernels, [lookAt(kernels, { image: from.image, face })]);
  const view = structuredClone(completed);
  return () => {
    const mark = kernels.mark();
    const steps = new Map();
    const time = (step, work) => {
      const start = cpuMilliseconds();
      const result = work();
      steps.set(step, (steps.get(step) ?? 0) + cpuMilliseconds() - start);
      return result;
    };
    time('all', () =>
      reusingPlanes(() =>
        swapFace(kernels, onto.image, onto.mesh, view, options, { time, warn() {} }, gridEyes),
      ),
    );
    kernels.release(mark);
    return steps;
  };
}

/** Milliseconds of processor time so far. */
function cpuMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A square picture of a head that is lit from one side, with noise. */
function paintedFace(kernels, side, wider, skin) {
  const scale = side / cropEyes / canonicalEyes;
  const mesh = fromFrontal(canonicalPoints, {
    scale,
    rotation: [wider, 0, 0, 0, 1, 0, 0, 0, 1],
    translation: [side / 2, -0.47 * side, 0],
  });
  const raster = rasterMesh(mesh, side, side);
  const across = interpolate(
    raster,
    canonicalPoints.filter((_, i) => i % 3 === 0),
  ).data;
  const data = new Uint8ClampedArray(4 * side * side);
  for (let i = 0; i < side * side; i++) {
    const light = 1 + 0.02 * across[i];
    const grain = ((i * 7919) % 7) - 3;
    const colour = raster.triangle[i] < 0 ? [120, 124, 128] : skin;
    data.set([...colour.map((level) => level * light + grain), 255], 4 * i);
  }
  return { image: kernels.importImage({ width: side, height: side, data }), mesh };
}
